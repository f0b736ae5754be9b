-- title_zh = "线索清单"
-- title_en = "The leads"
-- means_zh = "期间内发现的线索，待核的在前，再按发现时间。"
-- means_en = "Leads found in the period, the open ones first, then by when they were found."
-- kind = "table"
-- columns = ["lead_id", "state", "kind", "rule_id", "dept_code", "item_code", "sentence", "found_at"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT id AS lead_id, state, kind, rule_id, dept_code, item_code, sentence, found_at
FROM current_leads
WHERE found_at >= since AND found_at < until
  {{narrowed}}
ORDER BY state = 'open' DESC, found_at DESC, id
LIMIT {limit:UInt32}
