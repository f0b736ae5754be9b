-- title_zh = "办结用时"
-- title_en = "Days used"
-- means_zh = "期间内办结的办件，按用掉的天数（扣除特别程序）；20天以上合为一档。"
-- means_en = "Cases ended in the period by the days they used, excluded days left out; 20 and more together."
-- kind = "bars"
-- columns = ["days", "cases"]
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
told AS (
    SELECT least(20, assumeNotNull(used_days)) AS used, 1 AS counted
    FROM case_states FINAL
    WHERE used_days IS NOT NULL AND toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) >= first_day AND toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) <= last_day
      {{narrowed}}
    UNION ALL
    SELECT toInt32(number), 0 FROM numbers(21)
)
SELECT if(used = 20, '20+', toString(used)) AS days, sum(counted) AS cases
FROM told
GROUP BY used
ORDER BY used
LIMIT {limit:UInt32}
