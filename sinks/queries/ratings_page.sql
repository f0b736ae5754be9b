-- A page of ratings as they stand now, newest first, without who rated; of departments or of the person rated.
-- limit = 50
-- depts = *
-- staff_id = *
-- dept_code = *
-- region_code = *
-- item_code = *
-- level = *
-- status = *
-- subject = *
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT rating_id, subject, service_number, assess_number, ticket_id, level, labels, status, bad, counts, dept_code,
       staff_id, channel, rated_at
FROM current_ratings
WHERE ({depts:String} = '*' OR (dept_code != '' AND has(splitByChar('\n', {depts:String}), dept_code))
       OR current_ratings.staff_id = {staff_id:String})
  AND ({dept_code:String} = '*' OR has(splitByChar(',', {dept_code:String}), dept_code))
  AND ({region_code:String} = '*' OR has(splitByChar(',', {region_code:String}), region_code))
  AND ({item_code:String} = '*' OR has(splitByChar(',', {item_code:String}), item_code))
  AND ({level:String} = '*' OR toString(level) = {level:String})
  AND ({status:String} = '*' OR status = {status:String})
  AND ({subject:String} = '*' OR startsWith(subject, {subject:String}))
  AND rated_at IS NOT NULL
  AND (rated_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
       OR (rated_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND rating_id > {before_id:String}))
ORDER BY rated_at DESC, rating_id
LIMIT {limit:UInt32}
