-- A page of cards as they stand now, newest first: of departments (one a line, * all) or of a person who answers.
-- limit = 50
-- depts = *
-- staff_id = *
-- rule_id = *
-- colour = *
-- state = *
-- dept_code = *
-- region_code = *
-- item_code = *
-- subject = *
-- since = 1970-01-01T00:00:00Z
-- until = 2200-01-01T00:00:00Z
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT card_id, revision, state, colour, rule_id, case_no, subject, item_code, dept_code, responsible_staff_id,
       violated_at, due_date, provisional, historical
FROM current_cards
WHERE (subject, card_id) IN (
    SELECT subject, card_id
    FROM current_cards
    WHERE ({depts:String} = '*' OR (dept_code != '' AND has(splitByChar('\n', {depts:String}), dept_code))
           OR responsible_staff_id = {staff_id:String})
      AND ({rule_id:String} = '*' OR rule_id = {rule_id:String})
      AND ({colour:String} = '*' OR colour = {colour:String})
      AND ({state:String} = '*' OR state = {state:String}
           OR ({state:String} = 'standing' AND state IN ('issued', 'answered', 'appealed', 'stands')))
      AND ({dept_code:String} = '*' OR has(splitByChar(',', {dept_code:String}), dept_code))
      AND ({region_code:String} = '*' OR has(splitByChar(',', {region_code:String}), region_code))
      AND ({item_code:String} = '*' OR has(splitByChar(',', {item_code:String}), item_code))
      AND ({subject:String} = '*' OR startsWith(subject, {subject:String}))
      AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND violated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
      AND (violated_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
           OR (violated_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND card_id > {before_id:String}))
    ORDER BY violated_at DESC, card_id
    LIMIT {limit:UInt32}
)
ORDER BY violated_at DESC, card_id
LIMIT {limit:UInt32}
