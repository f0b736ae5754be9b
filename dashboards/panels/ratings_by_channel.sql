-- title_zh = "各渠道评价"
-- title_en = "Ratings by channel"
-- means_zh = "期间内计入的评价，按渠道：好评（三级及以上）与差评。"
-- means_en = "Ratings of the period that count, by channel: good ones (grade 3 and above) and bad ones."
-- kind = "bars"
-- columns = ["channel", "good", "bad"]
-- link = "ratings"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT toString(assumeNotNull(channel)) AS channel, countIf(fine) AS good, countIf(badly) AS bad
FROM (
    SELECT channel, level >= 3 AS fine, bad AS badly
    FROM current_ratings
    WHERE counts AND channel IS NOT NULL AND rated_at >= since AND rated_at < until
      {{narrowed}}
)
GROUP BY channel
ORDER BY toUInt8(channel)
LIMIT {limit:UInt32}
