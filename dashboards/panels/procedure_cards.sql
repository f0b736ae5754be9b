-- title_zh = "程序与依据类牌清单"
-- title_en = "The cards of procedure and basis"
-- means_zh = "期间内成立的程序类、依据类牌，最近的在前；被撤回、被替代、不予发牌的不列。"
-- means_en = "Cards of procedure and basis that became true in the period, newest first; withdrawn, superseded and rejected ones are left out."
-- kind = "table"
-- columns = ["card_id", "colour", "state", "rule_id", "case_no", "dept_code", "item_code", "violated_at", "issued_at", "answer_due"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT card_id, colour, state, rule_id, case_no, dept_code, item_code, violated_at, issued_at, answer_due
FROM current_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  AND state NOT IN ('withdrawn', 'superseded', 'rejected')
  AND (startsWith(rule_id, 'P-') OR startsWith(rule_id, 'B-'))
  {{narrowed}}
ORDER BY violated_at DESC, card_id
LIMIT {limit:UInt32}
