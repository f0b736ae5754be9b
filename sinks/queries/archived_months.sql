-- The months in which subjects have events that something was recorded of between two instants; how many each.
-- limit = 10000
-- since = 1970-01-01T00:00:00Z
-- until = 2200-01-01T00:00:00Z
SELECT toYYYYMM(stamp) AS month, count() AS events
FROM events FINAL
WHERE readable
  AND stamp <= parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND subject IN (
      SELECT subject FROM events
      WHERE readable
        AND stamp >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
        AND stamp <= parseDateTime64BestEffort({until:String}, 3, 'UTC')
  )
GROUP BY month
ORDER BY month
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
