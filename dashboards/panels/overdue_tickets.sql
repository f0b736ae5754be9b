-- title_zh = "超期整改单"
-- title_en = "Tickets past a deadline"
-- means_zh = "未办结的整改单中，当前环节的期限（联系、核实、申诉决定、整改、审核、回访）已过的。"
-- means_en = "Open tickets whose deadline of the step they are in (contact, verification, decision on an appeal, rectification, review, call-back) has passed."
-- kind = "stat"
-- columns = ["value"]
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "red"}]
-- link = "tickets?overdue=1"
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
SELECT count() AS value
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND NOT historical AND first_due <= at
  {{placed}}
LIMIT {limit:UInt32}
