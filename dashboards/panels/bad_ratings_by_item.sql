-- title_zh = "差评集中的事项"
-- title_en = "Items with bad ratings"
-- means_zh = "期间内计入的评价：有差评的事项，差评多的在前。"
-- means_en = "Items with bad ratings that count in the period, most first."
-- kind = "table"
-- columns = ["item_code", "dept_code", "bad", "ratings", "bad_percent"]
-- links.bad = "ratings?item_code={item_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT item_code, any(department) AS dept_code, countIf(badly) AS bad, count() AS ratings, round(100 * bad / ratings, 2) AS bad_percent
FROM (
    SELECT item_code, dept_code AS department, bad AS badly
    FROM current_ratings
    WHERE counts AND item_code != '' AND rated_at >= since AND rated_at < until
      {{narrowed}}
)
GROUP BY item_code
HAVING bad > 0
ORDER BY bad DESC, item_code
LIMIT {limit:UInt32}
