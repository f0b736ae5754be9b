-- How many tickets there are now, by kind and state; how many of them ever missed a deadline.
-- limit = 1000
SELECT kind, state, count() AS tickets, countIf(notEmpty(overdue)) AS overdue
FROM (SELECT kind, state, overdue FROM current_tickets WHERE NOT historical)
GROUP BY kind, state
ORDER BY kind, state
LIMIT {limit:UInt32}
