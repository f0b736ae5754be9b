-- How many cards stand, and how many wait for confirmation: by rule, colour and unit; of departments or of a person.
-- limit = 10000
SELECT rule_id, colour, dept_code,
       countIf(state IN ('issued', 'answered', 'appealed', 'stands')) AS standing, countIf(state = 'proposed') AS proposed
FROM current_cards
WHERE NOT historical AND state IN ('issued', 'answered', 'appealed', 'stands', 'proposed')
  {{theirs responsible_staff_id}}
GROUP BY rule_id, colour, dept_code
ORDER BY rule_id, colour, dept_code
LIMIT {limit:UInt32}
