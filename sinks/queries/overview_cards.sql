-- How many cards stand, and how many wait for confirmation: by rule, colour and unit; of departments or of a person.
-- limit = 10000
-- depts = *
-- staff_id = *
SELECT rule_id, colour, dept_code,
       countIf(state IN ('issued', 'answered', 'appealed', 'stands')) AS standing, countIf(state = 'proposed') AS proposed
FROM current_cards
WHERE NOT historical AND state IN ('issued', 'answered', 'appealed', 'stands', 'proposed')
  AND ({depts:String} = '*' OR (dept_code != '' AND has(splitByChar('\n', {depts:String}), dept_code))
       OR responsible_staff_id = {staff_id:String})
GROUP BY rule_id, colour, dept_code
ORDER BY rule_id, colour, dept_code
LIMIT {limit:UInt32}
