-- title_zh = "不计入的评价"
-- title_en = "Ratings that do not count"
-- means_zh = "期间内不计入的评价，按原因。"
-- means_en = "Ratings of the period that do not count, by reason."
-- kind = "bars"
-- columns = ["status", "ratings"]
-- link = "ratings?status={status}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT multiIf(status != 'valid', status, historical, 'historical', 'other') AS status, count() AS ratings
FROM (
    SELECT status, historical
    FROM current_ratings
    WHERE NOT counts AND rated_at >= since AND rated_at < until
      {{narrowed}}
)
GROUP BY status
ORDER BY ratings DESC, status
LIMIT {limit:UInt32}
