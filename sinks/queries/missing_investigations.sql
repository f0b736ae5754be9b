-- Cards that stand and bad ratings with something missing of 一事一调查, and what; historical ones are left out.
-- limit = 1000
SELECT kind, ref, subject, rule_id, colour, dept_code, region_code, staff_id, happened_at, ticket_id, ticket_state, missing
FROM matters
WHERE NOT historical AND notEmpty(missing)
ORDER BY happened_at, kind, ref
LIMIT {limit:UInt32}
