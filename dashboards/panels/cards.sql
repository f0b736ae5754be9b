-- title_zh = "亮牌清单"
-- title_en = "Cards"
-- means_zh = "期间内成立的牌，最近的在前；被撤回、被替代、不予发牌的不列。"
-- means_en = "Cards that became true in the period, newest first; withdrawn, superseded and rejected ones are left out."
-- kind = "table"
-- columns = ["card_id", "colour", "state", "rule_id", "case_no", "dept_code", "item_code", "violated_at", "issued_at", "answer_due"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT card_id, colour, state, rule_id, case_no, dept_code, item_code, violated_at, issued_at, answer_due
FROM current_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  AND state NOT IN ('withdrawn', 'superseded', 'rejected')
  {{narrowed}}
ORDER BY violated_at DESC, card_id
LIMIT {limit:UInt32}
