-- Scores: tickets of citizens' matters that were due in a month, and those rectified in time and accepted.
-- limit = 10000
-- after = -
-- Investigations of cards are left out: what a card costs, it costs once.
SELECT
    concat('at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code) AS place,
    responsible_staff_id AS staff_id,
    if(ticket.dept_code != '', ticket.dept_code, ticket.responsible_dept_code) AS dept_code,
    '' AS item_code,
    region_code,
    count() AS tickets_due,
    countIf(state IN ('follow_up', 'closed') AND NOT has(overdue, 'rectify')) AS tickets_on_time,
    sum(sipHash64(id, state) % 4294967296) AS digest
FROM current_tickets AS ticket
WHERE kind IN ('bad_rating', 'complaint', 'systemic') AND state != 'void' AND NOT historical
  AND rectify_due >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rectify_due < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY staff_id, dept_code, item_code, region_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
