-- title_zh = "每日死信"
-- title_en = "Dead letters by day"
-- means_zh = "按死信写下之日：未能接收的记录。"
-- means_en = "By the day the dead letter was written: records that could not be taken in."
-- kind = "timeseries"
-- columns = ["time", "dead_letters"]
-- link = "boards/liangpai-data"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
told AS (
    SELECT toDate32(toTimeZone(stamp, {zone:String})) AS day, 1 AS one
    FROM dead_letters FINAL
    WHERE stamp >= since AND stamp < until
    UNION ALL
    SELECT first_day + toInt32(number), 0
    FROM numbers(toUInt64(least(3660, dateDiff('day', first_day, last_day) + 1)))
)
SELECT toDateTime64(toString(day), 3, {zone:String}) AS time, sum(one) AS dead_letters
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
