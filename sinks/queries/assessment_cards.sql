-- Scores: the cards that count in a month: they stand, are no history, and became true in it.
-- limit = 10000
-- after = -
SELECT
    concat(toString(assumeNotNull(violated_at)), ' ', card_id) AS place,
    card_id, revision, state, colour, rule_id, rule_class, subject,
    responsible_staff_id AS staff_id,
    if(dept_code != '', dept_code, responsible_dept_code) AS dept_code,
    item_code, region_code, violated_at
FROM standing_cards
WHERE NOT historical
  AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND violated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
