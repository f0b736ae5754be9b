-- title_zh = "一事一调查四项"
-- title_en = "The four counters"
-- means_zh = "有效的黄牌、红牌和差评服务中，已调查、已问责、已整改、已答复的；历史的不计。"
-- means_en = "Of standing yellow and red cards and services with a bad rating: investigated, held responsible, rectified, answered; history is left out."
-- kind = "table"
-- columns = ["counter", "done", "missing", "total"]
-- links.missing = "tickets"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT counter, done, total - done AS missing, total
FROM (
    SELECT
        count() AS total,
        [countIf(investigated), countIf(held_responsible), countIf(rectified), countIf(answered)] AS counts
    FROM matters
    WHERE NOT historical AND happened_at >= since AND happened_at < until
      {{placed}}
)
ARRAY JOIN ['investigated', 'held_responsible', 'rectified', 'answered'] AS counter, counts AS done
WHERE total > 0
LIMIT {limit:UInt32}
