-- title_zh = "每日评价"
-- title_en = "Ratings by day"
-- means_zh = "按评价之日：计入的评价中好评（三级及以上）与差评。"
-- means_en = "By the day of the rating: of those that count, good ones (grade 3 and above) and bad ones."
-- kind = "timeseries"
-- columns = ["time", "good", "bad"]
-- link = "ratings"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
told AS (
    SELECT toDate32(toTimeZone(assumeNotNull(rated_at), {zone:String})) AS day, level >= 3 AS fine, bad
    FROM current_ratings
    WHERE counts AND rated_at >= since AND rated_at < until
      {{narrowed}}
    UNION ALL
    SELECT first_day + toInt32(number), false, false
    FROM numbers(toUInt64(least(3660, dateDiff('day', first_day, last_day) + 1)))
)
SELECT toDateTime64(toString(day), 3, {zone:String}) AS time, countIf(fine) AS good, countIf(told.bad) AS bad
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
