-- Scores: the cases behind a person's figures of a month, late ones first: what each counts for, with its dates.
-- limit = 1000
WITH
toDate32({first:String}) AS first_day,
toDate32({next:String}) AS next_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never
SELECT
    case_no, item_code, dept_code, start_date, promise_due_date, legal_due_date, used_days,
    least(ifNull(decided_at, never), ifNull(closed_at, never)) AS ended,
    if(ended = never, NULL, ended) AS ended_at,
    toDate32(toTimeZone(ended, {zone:String})) AS end_day,
    if(accepted_by != '', accepted_by, ended_by) = {staff_id:String} AND start_date >= first_day AND start_date < next_day AS accepted,
    if(ended_by != '', ended_by, accepted_by) = {staff_id:String} AND end_day >= first_day AND end_day < next_day AS ended_here,
    if(accepted_by != '', accepted_by, ended_by) = {staff_id:String} AND end_day > promise_due_date
        AND promise_due_date >= first_day - 1 AND promise_due_date < next_day - 1 AS late
FROM case_states FINAL
WHERE (accepted_by = {staff_id:String} OR ended_by = {staff_id:String}) AND (accepted OR ended_here OR late)
ORDER BY late DESC, case_no
LIMIT {limit:UInt32}
