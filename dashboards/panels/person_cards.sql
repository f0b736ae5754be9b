-- title_zh = "个人名下的牌"
-- title_en = "Cards somebody answers for"
-- means_zh = "期间内成立、有责任人的牌，最近的在前；被撤回、被替代、不予发牌的不列。"
-- means_en = "Cards of the period that name who answers, newest first; withdrawn, superseded and rejected ones are left out."
-- kind = "table"
-- columns = ["card_id", "colour", "state", "rule_id", "staff_id", "case_no", "dept_code", "item_code", "violated_at", "answer_due"]
-- persons = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT card_id, colour, state, rule_id, responsible_staff_id AS staff_id, case_no, dept_code, item_code, violated_at, answer_due
FROM current_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  AND state NOT IN ('withdrawn', 'superseded', 'rejected') AND responsible_staff_id != ''
  {{narrowed}}
  AND ({person:String} = '*' OR has(splitByChar(',', {person:String}), responsible_staff_id))
ORDER BY violated_at DESC, card_id
LIMIT {limit:UInt32}
