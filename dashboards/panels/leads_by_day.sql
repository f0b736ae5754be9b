-- title_zh = "每日线索"
-- title_en = "Leads by day"
-- means_zh = "按发现之日的线索。"
-- means_en = "Leads by the day they were found."
-- kind = "timeseries"
-- columns = ["time", "leads"]
-- link = "leads"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
told AS (
    SELECT toDate32(toTimeZone(assumeNotNull(found_at), {zone:String})) AS day, 1 AS one
    FROM current_leads
    WHERE found_at >= since AND found_at < until
      {{narrowed}}
    UNION ALL
    SELECT first_day + toInt32(number), 0
    FROM numbers(toUInt64(least(3660, dateDiff('day', first_day, last_day) + 1)))
)
SELECT toDateTime64(toString(day), 3, {zone:String}) AS time, sum(one) AS leads
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
