-- Samples: the cases that ended in a month, with unit, item, and whether they ended within the promise.
-- limit = 10000
-- after = -
WITH
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never
SELECT
    case_no AS place, case_no, dept_code, item_code, ended_by,
    toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day,
    promise_due_date,
    ifNull(end_day <= promise_due_date, false) AS on_time
FROM case_states FINAL
WHERE start_date IS NOT NULL AND end_day >= toDate32({first:String}) AND end_day < toDate32({next:String})
  AND case_no > {after:String}
ORDER BY case_no
LIMIT {limit:UInt32}
