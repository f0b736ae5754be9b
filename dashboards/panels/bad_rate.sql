-- title_zh = "差评率"
-- title_en = "Bad ratings"
-- means_zh = "分子：期间内计入的评价中的差评；分母：期间内计入的评价。"
-- means_en = "Of the ratings of the period that count, the bad ones."
-- kind = "stat"
-- columns = ["value", "numerator", "denominator"]
-- unit = "percent"
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "yellow"}, {at = 5, colour = "red"}]
-- link = "ratings"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    if(denominator = 0, NULL, round(100 * numerator / denominator, 2)) AS value,
    countIf(bad) AS numerator,
    count() AS denominator
FROM current_ratings
WHERE counts AND rated_at >= since AND rated_at < until
  {{narrowed}}
LIMIT {limit:UInt32}
