-- The tickets on which somebody has something to do, the most urgent first; of one department, or of all (*).
-- limit = 1000
-- dept_code = *
SELECT * EXCEPT data
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND ({dept_code:String} = '*' OR dept_code = {dept_code:String})
ORDER BY least(
    ifNull(contact_due, toDateTime64('2299-01-01 00:00:00', 3, 'UTC')),
    ifNull(rectify_due, toDateTime64('2299-01-01 00:00:00', 3, 'UTC')),
    ifNull(review_due, toDateTime64('2299-01-01 00:00:00', 3, 'UTC')),
    ifNull(follow_up_due, toDateTime64('2299-01-01 00:00:00', 3, 'UTC'))
), opened_at, id
LIMIT {limit:UInt32}
