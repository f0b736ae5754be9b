-- title_zh = "每日受理与办结"
-- title_en = "Accepted and ended, by day"
-- means_zh = "按北京时间每日：起算的、决定或办结的（以先发生者计，从未受理的不计）。"
-- means_en = "By day of the office's zone: cases that began, and those of them decided or closed, whichever came first."
-- kind = "timeseries"
-- columns = ["time", "accepted", "ended"]
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
told AS (
    SELECT assumeNotNull(start_date) AS day, 1 AS began, 0 AS finished
    FROM case_states FINAL
    WHERE start_date >= first_day AND start_date <= last_day
      {{narrowed}}
    UNION ALL
    SELECT toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS day, 0 AS began, 1 AS finished
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND day >= first_day AND day <= last_day
      {{narrowed}}
    UNION ALL
    SELECT first_day + toInt32(number), 0, 0
    FROM numbers(toUInt64(least(3660, dateDiff('day', first_day, last_day) + 1)))
)
SELECT toDateTime64(toString(day), 3, {zone:String}) AS time, sum(began) AS accepted, sum(finished) AS ended
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
