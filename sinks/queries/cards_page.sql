-- A page of cards as they stand now, newest first: of departments (one a line, * all) or of a person who answers.
-- limit = 50
-- state = *
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT card_id, revision, state, colour, rule_id, case_no, subject, item_code, dept_code, responsible_staff_id,
       violated_at, due_date, provisional, historical
FROM current_cards
WHERE (subject, card_id) IN (
    SELECT subject, card_id
    FROM current_cards
    WHERE violated_at IS NOT NULL
      {{within violated_at}}
      {{theirs responsible_staff_id}}
      {{is rule_id}}
      {{is colour}}
      AND ({state:String} = '*' OR state = {state:String}
           OR ({state:String} = 'standing' AND state IN ('issued', 'answered', 'appealed', 'stands')))
      {{one_of dept_code}}
      {{one_of region_code}}
      {{one_of item_code}}
      {{begins subject}}
      AND (violated_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
           OR (violated_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND card_id > {before_id:String}))
    ORDER BY violated_at DESC, card_id
    LIMIT {limit:UInt32}
)
ORDER BY violated_at DESC, card_id
LIMIT {limit:UInt32}
