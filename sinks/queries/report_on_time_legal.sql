-- Reports: cases that ended in a month on or before the day on which their legal limit ends, by unit.
-- limit = 10000
-- after = -
WITH
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
ended AS (
    SELECT
        dept_code,
        assumeNotNull(legal_due_date) AS due,
        toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND legal_due_date IS NOT NULL
)
SELECT concat('at ', dept_code) AS place, dept_code, count() AS on_time_legal
FROM ended
WHERE end_day >= toDate32({first:String}) AND end_day < toDate32({next:String}) AND end_day <= due
GROUP BY dept_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
