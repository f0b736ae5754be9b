-- title_zh = "评价结构"
-- title_en = "Ratings by grade"
-- means_zh = "期间内计入的评价，按五个等级。"
-- means_en = "Ratings of the period that count, by the five grades."
-- kind = "bars"
-- columns = ["level", "ratings"]
-- link = "ratings?level={level}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    toString(grade) AS level,
    countIf(given = grade) AS ratings
FROM (
    SELECT level AS given
    FROM current_ratings
    WHERE counts AND rated_at >= since AND rated_at < until
      {{narrowed}}
    UNION ALL
    SELECT 0
)
ARRAY JOIN [5, 4, 3, 2, 1] AS grade
GROUP BY grade
ORDER BY grade DESC
LIMIT {limit:UInt32}
