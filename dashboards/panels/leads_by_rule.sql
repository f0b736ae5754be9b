-- title_zh = "各规则线索"
-- title_en = "Leads by rule"
-- means_zh = "期间内发现的线索，按规则和处理结果。"
-- means_en = "Leads found in the period, by rule and what became of them."
-- kind = "bars"
-- columns = ["rule_id", "open", "confirmed", "dismissed"]
-- link = "leads?rule_id={rule_id}"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT rule_id, countIf(state = 'open') AS open, countIf(state = 'confirmed') AS confirmed, countIf(state = 'dismissed') AS dismissed
FROM (
    SELECT rule_id, state
    FROM current_leads
    WHERE found_at >= since AND found_at < until
      {{narrowed}}
)
GROUP BY rule_id
ORDER BY rule_id
LIMIT {limit:UInt32}
