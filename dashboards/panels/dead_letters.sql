-- title_zh = "死信"
-- title_en = "Dead letters"
-- means_zh = "期间内未能接收的记录；后来重放了的也计。"
-- means_en = "Records of the period that could not be taken in, those replayed later among them."
-- kind = "stat"
-- columns = ["value"]
-- link = "boards/liangpai-data"
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "orange"}]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT count() AS value
FROM dead_letters FINAL
WHERE stamp >= since AND stamp < until
LIMIT {limit:UInt32}
