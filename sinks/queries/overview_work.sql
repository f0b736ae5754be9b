-- Open tickets and open cases, and how many of them are late or due before a day; of departments or of a person.
-- limit = 10
-- today = 2200-01-01
-- soon = 2200-01-01
SELECT what, open, late, soon
FROM (
    SELECT 'tickets' AS what, count() AS open, countIf(notEmpty(overdue)) AS late, toUInt64(0) AS soon
    FROM current_tickets
    WHERE state NOT IN ('closed', 'void') AND NOT historical
      {{theirs responsible_staff_id}}
    UNION ALL
    SELECT 'cases' AS what, count() AS open, countIf(promise_due_date < toDate32({today:String})) AS late,
           countIf(promise_due_date >= toDate32({today:String}) AND promise_due_date <= toDate32({soon:String})) AS soon
    FROM current_case_states
    WHERE status = 'open'
      {{theirs accepted_by}}
)
ORDER BY what
LIMIT {limit:UInt32}
