-- A page of ratings as they stand now, newest first, without who rated; of departments or of the person rated.
-- limit = 50
-- level = *
-- before = 2299-01-01T00:00:00Z
-- before_id = *
SELECT rating_id, subject, service_number, assess_number, ticket_id, level, labels, status, bad, counts, dept_code,
       staff_id, channel, rated_at
FROM current_ratings
WHERE rated_at IS NOT NULL
  {{within rated_at}}
  {{theirs current_ratings.staff_id}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{one_of item_code}}
  AND ({level:String} = '*' OR toString(level) = {level:String})
  {{is status}}
  {{begins subject}}
  AND (rated_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
       OR (rated_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND rating_id > {before_id:String}))
ORDER BY rated_at DESC, rating_id
LIMIT {limit:UInt32}
