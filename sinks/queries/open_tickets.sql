-- The tickets on which somebody has something to do, what falls due first before the others; of a department or all (*).
-- limit = 1000
-- dept_code = *
WITH
toDateTime64('2299-01-01 00:00:00', 3, 'UTC') AS never,
least(
    if(state IN ('submitted', 'follow_up') OR contacted_at IS NOT NULL, never, ifNull(contact_due, never)),
    if(state IN ('assigned', 'verifying'),
       ifNull(parseDateTime64BestEffortOrNull(JSONExtractString(data, 'verify_due'), 3, 'UTC'), never), never),
    if(state = 'appealed',
       ifNull(parseDateTime64BestEffortOrNull(JSONExtractString(data, 'appeal_decide_due'), 3, 'UTC'), never), never),
    if(state IN ('assigned', 'verifying', 'rectifying', 'reopened'), ifNull(rectify_due, never), never),
    if(state = 'submitted', ifNull(review_due, never), never),
    if(state = 'follow_up', ifNull(follow_up_due, never), never)
) AS first_due
SELECT * EXCEPT data, nullIf(first_due, never) AS next_due
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND ({dept_code:String} = '*' OR dept_code = {dept_code:String})
ORDER BY state = 'opened' DESC, first_due, opened_at, id
LIMIT {limit:UInt32}
