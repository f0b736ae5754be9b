-- Scores: the cards of a month that wait for a person to confirm them; none of them counts until then.
-- limit = 10000
SELECT card_id, rule_id, colour, subject, dept_code, responsible_staff_id AS staff_id, violated_at
FROM current_cards
WHERE state = 'proposed' AND NOT historical
  AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND violated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
ORDER BY violated_at, card_id
LIMIT {limit:UInt32}
