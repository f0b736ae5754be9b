-- Tickets on which somebody has something to do, or those of one state, also an ended one: unassigned ones, then by what falls due first; a page after (due, id).
-- limit = 1000
-- responsible = *
-- overdue = *
-- since = 1970-01-01T00:00:00Z
-- until = 2299-01-01T00:00:00Z
-- after = 1970-01-01T00:00:00Z
-- after_id = *
WITH
toDateTime64('2299-01-01 00:00:00', 3, 'UTC') AS never,
least(
    if(state IN ('submitted', 'follow_up') OR contacted_at IS NOT NULL, never, ifNull(contact_due, never)),
    if(state IN ('assigned', 'verifying'), ifNull(verify_due, never), never),
    if(state = 'appealed', ifNull(appeal_decide_due, never), never),
    if(state IN ('assigned', 'verifying', 'rectifying', 'reopened'), ifNull(rectify_due, never), never),
    if(state = 'submitted', ifNull(review_due, never), never),
    if(state = 'follow_up', ifNull(follow_up_due, never), never)
) AS first_due,
if(state = 'opened', toDateTime64('1970-01-02 00:00:00', 3, 'UTC'), first_due) AS place
SELECT * EXCEPT data, nullIf(first_due, never) AS next_due, place
FROM current_tickets
WHERE (state NOT IN ('closed', 'void') OR state = {state:String})
  AND ifNull(opened_at, toDateTime64(0, 3, 'UTC')) >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND ifNull(opened_at, toDateTime64(0, 3, 'UTC')) < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  {{theirs responsible_staff_id}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{is kind}}
  {{is state}}
  AND ({responsible:String} = '*' OR responsible_staff_id = {responsible:String})
  AND ({overdue:String} = '*' OR notEmpty(current_tickets.overdue))
  {{begins subject}}
  AND (place, id) > (parseDateTime64BestEffort({after:String}, 3, 'UTC'), {after_id:String})
ORDER BY place, id
LIMIT {limit:UInt32}
