-- Reports: tickets of bad ratings opened in a month by unit: with a real name, of these followed up, and anonymous ones.
-- limit = 10000
-- after = -
SELECT
    concat('at ', dept_code) AS place,
    dept_code,
    countIf(ticket.real_name) AS real_name,
    countIf(ticket.real_name AND follow_up != '') AS called_back,
    countIf(NOT ticket.real_name) AS anonymous
FROM current_tickets AS ticket
WHERE kind = 'bad_rating' AND state != 'void' AND NOT historical
  AND opened_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND opened_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY dept_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
