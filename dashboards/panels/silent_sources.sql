-- title_zh = "静默来源"
-- title_en = "Silent sources"
-- means_zh = "曾送来办件或评价事件、最后一条的时间戳距今超过72小时的来源；A-15按工作时间细判，这里只数。"
-- means_en = "Sources of case or rating events whose last one is stamped more than 72 hours ago; A-15 judges by office hours, here they are only counted."
-- kind = "stat"
-- columns = ["value"]
-- link = "boards/liangpai-data"
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "orange"}]
WITH
parseDateTime64BestEffort({now:String}, 3, 'UTC') AS at
SELECT countIf(latest < at - toIntervalHour(72)) AS value
FROM (
    SELECT source, max(stamp) AS latest
    FROM events
    WHERE readable AND source != '' AND topic IN ('case-events', 'rating-events')
    GROUP BY source
)
LIMIT {limit:UInt32}
