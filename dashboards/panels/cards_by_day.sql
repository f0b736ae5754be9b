-- title_zh = "每日亮牌"
-- title_en = "Cards by day"
-- means_zh = "按成立之日：现仍有效的预警、黄牌、红牌；启用之日以前的不计。"
-- means_en = "Cards that stand, by the day they became true; history is left out."
-- kind = "timeseries"
-- columns = ["time", "warning", "yellow", "red"]
-- link = "cards?state=standing"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
told AS (
    SELECT toDate32(toTimeZone(assumeNotNull(violated_at), {zone:String})) AS day, colour
    FROM standing_cards
    WHERE NOT historical AND violated_at >= since AND violated_at < until
      {{narrowed}}
    UNION ALL
    SELECT first_day + toInt32(number), ''
    FROM numbers(toUInt64(least(3660, dateDiff('day', first_day, last_day) + 1)))
)
SELECT
    toDateTime64(toString(day), 3, {zone:String}) AS time,
    countIf(colour = 'warning') AS warning,
    countIf(colour = 'yellow') AS yellow,
    countIf(colour = 'red') AS red
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
