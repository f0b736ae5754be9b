-- One month's events of the subjects that something was recorded of between two instants, in order; goes on after a place.
-- limit = 10000
-- month = 202601
-- since = 1970-01-01T00:00:00Z
-- until = 2200-01-01T00:00:00Z
-- after = 1970-01-01T00:00:00Z
-- topic = -
-- partition = -1
-- offset = -1
SELECT topic, partition, offset, stamp, value
FROM events FINAL
WHERE readable
  AND toYYYYMM(stamp) = {month:UInt32}
  AND stamp <= parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND (stamp, topic, partition, offset) > (
      parseDateTime64BestEffort({after:String}, 3, 'UTC'),
      {topic:String},
      toInt32({partition:String}),
      toInt64({offset:String})
  )
  AND subject IN (
      SELECT subject FROM events
      WHERE readable
        AND stamp >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
        AND stamp <= parseDateTime64BestEffort({until:String}, 3, 'UTC')
  )
ORDER BY stamp, topic, partition, offset
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
