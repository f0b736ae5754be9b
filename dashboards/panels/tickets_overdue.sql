-- title_zh = "超期整改单清单"
-- title_en = "The tickets past a deadline"
-- means_zh = "未办结、当前环节期限已过的整改单，最早到期的在前。"
-- means_en = "Open tickets whose deadline of the step they are in has passed, the earliest first."
-- kind = "table"
-- columns = ["ticket_id", "kind", "state", "dept_code", "rule_id", "opened_at", "next_due", "hours_over"]
WITH
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
parseDateTime64BestEffort({now:String}, 3, 'UTC') AS at,
least(
    if(state IN ('submitted', 'follow_up') OR contacted_at IS NOT NULL, never, ifNull(contact_due, never)),
    if(state IN ('assigned', 'verifying'), ifNull(verify_due, never), never),
    if(state = 'appealed', ifNull(appeal_decide_due, never), never),
    if(state IN ('assigned', 'verifying', 'rectifying', 'reopened'), ifNull(rectify_due, never), never),
    if(state = 'submitted', ifNull(review_due, never), never),
    if(state = 'follow_up', ifNull(follow_up_due, never), never)
) AS first_due
SELECT id AS ticket_id, kind, state, dept_code, rule_id, opened_at, first_due AS next_due, round(dateDiff('minute', first_due, at) / 60, 1) AS hours_over
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND NOT historical AND first_due <= at
  {{placed}}
ORDER BY first_due, id
LIMIT {limit:UInt32}
