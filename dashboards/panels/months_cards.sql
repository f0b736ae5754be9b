-- title_zh = "按月亮牌"
-- title_en = "Cards by month"
-- means_zh = "按成立之月：现仍有效的预警、黄牌、红牌；启用之日以前的不计。"
-- means_en = "Cards that stand, by the month they became true; history is left out."
-- kind = "bars"
-- columns = ["month", "warning", "yellow", "red"]
-- link = "cards?state=standing"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    formatDateTime(toTimeZone(assumeNotNull(violated_at), {zone:String}), '%Y-%m') AS month,
    countIf(colour = 'warning') AS warning,
    countIf(colour = 'yellow') AS yellow,
    countIf(colour = 'red') AS red
FROM standing_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  {{narrowed}}
GROUP BY month
ORDER BY month
LIMIT {limit:UInt32}
