-- title_zh = "按月满意率"
-- title_en = "Satisfied, by month"
-- means_zh = "每月：当月计入的评价中基本满意及以上的比例。"
-- means_en = "By month: of the ratings that count, those of grade 3 and above."
-- kind = "bars"
-- columns = ["month", "satisfied_percent"]
-- link = "boards/liangpai-assessment"
-- unit = "percent"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT formatDateTime(toTimeZone(assumeNotNull(rated_at), {zone:String}), '%Y-%m') AS month, round(100 * countIf(level >= 3) / count(), 2) AS satisfied_percent
FROM current_ratings
WHERE counts AND rated_at >= since AND rated_at < until
  {{narrowed}}
GROUP BY month
ORDER BY month
LIMIT {limit:UInt32}
