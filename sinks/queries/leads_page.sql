-- A page of leads as they stand now, found last first; after (found_at, id).
-- limit = 50
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT id, revision, kind, state, rule_id, sentence, subject, item_code, dept_code, found_at, decided_by
FROM current_leads
WHERE found_at IS NOT NULL
  {{within found_at}}
  {{is rule_id}}
  {{is kind}}
  {{is state}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{one_of item_code}}
  {{begins subject}}
  AND (found_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
       OR (found_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND id > {before_id:String}))
ORDER BY found_at DESC, id
LIMIT {limit:UInt32}
