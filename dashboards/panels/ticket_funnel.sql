-- title_zh = "整改单流转"
-- title_en = "Tickets from opened to closed"
-- means_zh = "期间内立单的整改单现在各在哪一步，按种类；作废的在最后，历史的不计。"
-- means_en = "Where the tickets opened in the period stand now, by kind; void ones last, history left out."
-- kind = "bars"
-- columns = ["state", "bad_rating", "investigation", "complaint", "systemic"]
-- link = "tickets?state={state}"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
['opened', 'assigned', 'verifying', 'appealed', 'rectifying', 'reopened', 'submitted', 'follow_up', 'closed', 'void'] AS states
SELECT
    state,
    countIf(kind = 'bad_rating') AS bad_rating,
    countIf(kind = 'investigation') AS investigation,
    countIf(kind = 'complaint') AS complaint,
    countIf(kind = 'systemic') AS systemic
FROM (
    SELECT state, kind
    FROM current_tickets
    WHERE NOT historical AND opened_at >= since AND opened_at < until
      {{placed}}
    UNION ALL
    SELECT arrayJoin(states), ''
)
GROUP BY state
ORDER BY indexOf(states, state)
LIMIT {limit:UInt32}
