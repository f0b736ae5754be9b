-- title_zh = "未办结整改单清单"
-- title_en = "The open tickets"
-- means_zh = "未办结的整改单，先到期的在前；待派的在最前。"
-- means_en = "Open tickets, what falls due next first; those nobody has yet before all."
-- kind = "table"
-- columns = ["ticket_id", "kind", "state", "dept_code", "rule_id", "opened_at", "next_due", "missed"]
WITH
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
least(
    if(state IN ('submitted', 'follow_up') OR contacted_at IS NOT NULL, never, ifNull(contact_due, never)),
    if(state IN ('assigned', 'verifying'), ifNull(verify_due, never), never),
    if(state = 'appealed', ifNull(appeal_decide_due, never), never),
    if(state IN ('assigned', 'verifying', 'rectifying', 'reopened'), ifNull(rectify_due, never), never),
    if(state = 'submitted', ifNull(review_due, never), never),
    if(state = 'follow_up', ifNull(follow_up_due, never), never)
) AS first_due
SELECT id AS ticket_id, kind, state, dept_code, rule_id, opened_at, nullIf(first_due, never) AS next_due, arrayStringConcat(overdue, ' ') AS missed
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND NOT historical
  {{placed}}
ORDER BY state = 'opened' DESC, first_due, id
LIMIT {limit:UInt32}
