-- title_zh = "满意率"
-- title_en = "Satisfied"
-- means_zh = "分子：期间内计入的评价中基本满意及以上的；分母：期间内计入的评价。默认、超期、重复、无效等不计。"
-- means_en = "Of the ratings of the period that count, those of grade 3 and above; by default, late, duplicate or invalid ones are left out."
-- kind = "stat"
-- columns = ["value", "numerator", "denominator"]
-- unit = "percent"
-- steps = [{at = 0, colour = "red"}, {at = 95, colour = "yellow"}, {at = 99, colour = "green"}]
-- link = "ratings"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    if(denominator = 0, NULL, round(100 * numerator / denominator, 2)) AS value,
    countIf(level >= 3) AS numerator,
    count() AS denominator
FROM current_ratings
WHERE counts AND rated_at >= since AND rated_at < until
  {{narrowed}}
LIMIT {limit:UInt32}
