-- title_zh = "死信原因"
-- title_en = "Dead letters by reason"
-- means_zh = "期间内未能接收的记录，按原因；已重放的分开。"
-- means_en = "Records of the period that could not be taken in, by reason; those replayed apart."
-- kind = "bars"
-- columns = ["letter_reason", "waiting", "replayed"]
-- link = "boards/liangpai-data"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT letter_reason, countIf(NOT again) AS waiting, countIf(again) AS replayed
FROM (
    SELECT reason AS letter_reason, replayed_at IS NOT NULL AS again
    FROM dead_letters FINAL
    WHERE stamp >= since AND stamp < until
)
GROUP BY letter_reason
ORDER BY waiting + replayed DESC, letter_reason
LIMIT {limit:UInt32}
