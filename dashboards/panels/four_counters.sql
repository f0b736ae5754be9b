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
SELECT counter, countIf(has_been) AS done, count() - countIf(has_been) AS missing, count() AS total
FROM (
    SELECT counters.1 AS counter, counters.2 = 1 AS has_been
    FROM matters
    ARRAY JOIN [
        ('investigated', investigated), ('held_responsible', held_responsible),
        ('rectified', rectified), ('answered', answered)
    ] AS counters
    WHERE NOT historical AND happened_at >= since AND happened_at < until
      AND ({region:String} = '*' OR has(splitByChar(',', {region:String}), region_code))
      AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
)
GROUP BY counter
ORDER BY indexOf(['investigated', 'held_responsible', 'rectified', 'answered'], counter)
LIMIT {limit:UInt32}
