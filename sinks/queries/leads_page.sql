-- A page of leads as they stand now, found last first; after (found_at, id).
-- limit = 50
-- rule_id = *
-- kind = *
-- state = *
-- dept_code = *
-- region_code = *
-- item_code = *
-- subject = *
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT id, revision, kind, state, rule_id, sentence, subject, item_code, dept_code, found_at, decided_by
FROM current_leads
WHERE ({rule_id:String} = '*' OR rule_id = {rule_id:String})
  AND ({kind:String} = '*' OR kind = {kind:String})
  AND ({state:String} = '*' OR state = {state:String})
  AND ({dept_code:String} = '*' OR has(splitByChar(',', {dept_code:String}), dept_code))
  AND ({region_code:String} = '*' OR has(splitByChar(',', {region_code:String}), region_code))
  AND ({item_code:String} = '*' OR has(splitByChar(',', {item_code:String}), item_code))
  AND ({subject:String} = '*' OR startsWith(subject, {subject:String}))
  AND found_at IS NOT NULL
  AND (found_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
       OR (found_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND id > {before_id:String}))
ORDER BY found_at DESC, id
LIMIT {limit:UInt32}
