-- Scores: cases of a month by person, department, item and region, each fact as rules/assessment/facts.py says.
-- limit = 10000
-- after = -
-- Accepted and late are counted for whoever accepted the case, ended and on time for whoever ended it; where that is
-- not known, for the other. Late counts on the day after the due date, so that a case that is still open counts, and
-- counts in the same month once it has ended. A late case whose card a person revoked or a deviation mutes is exempt.
WITH
toDate32({first:String}) AS first_day,
toDate32({next:String}) AS next_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
standing AS (
    SELECT
        case_no, item_code, dept_code, region_code, project_type, promise_limit, legal_limit, used_days, start_date,
        ifNull(promise_due_date, toDate32('2299-12-31')) AS promise_due,
        ifNull(legal_due_date, toDate32('2299-12-31')) AS legal_due,
        if(accepted_by != '', accepted_by, ended_by) AS taken_by,
        if(ended_by != '', ended_by, accepted_by) AS finished_by,
        toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day
    FROM case_states FINAL
    WHERE start_date IS NOT NULL
      AND start_date < next_day
      AND (start_date >= first_day OR end_day >= first_day)
),
set_aside AS (
    SELECT subject FROM current_cards
    WHERE rule_id IN ('T-04', 'T-05', 'C-01') AND state IN ('revoked', 'muted')
      AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND violated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
),
judged AS (
    SELECT
        *,
        start_date >= first_day AS is_accepted,
        end_day >= first_day AND end_day < next_day AS is_ended,
        is_ended AND promise_due < toDate32('2299-12-31') AND end_day <= promise_due AS is_on_time,
        promise_due >= first_day - 1 AND promise_due < next_day - 1 AND end_day > promise_due AS is_past_promise,
        legal_due >= first_day - 1 AND legal_due < next_day - 1 AND end_day > legal_due AS is_past_legal,
        (is_past_promise OR is_past_legal) AND case_no IN (SELECT subject FROM set_aside) AS is_exempt,
        is_ended AND project_type != 'instant' AND promise_limit IS NOT NULL AND legal_limit IS NOT NULL
            AND used_days IS NOT NULL AS is_timed
    FROM standing
)
SELECT
    concat('at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code) AS place,
    if(role = 1, taken_by, finished_by) AS staff_id,
    dept_code,
    item_code,
    region_code,
    countIf(role = 1 AND is_accepted) AS accepted,
    countIf(role = 2 AND is_ended) AS ended,
    countIf(role = 2 AND is_on_time) AS on_time,
    countIf(role = 1 AND is_past_promise AND NOT is_exempt) AS late,
    on_time + late AS settled,
    countIf(role = 1 AND is_past_legal AND NOT is_exempt) AS late_legal,
    countIf(role = 1 AND is_exempt) AS exempt,
    countIf(role = 2 AND is_on_time AND project_type != 'instant' AND end_day < promise_due) AS early,
    countIf(role = 2 AND is_ended AND project_type = 'instant') AS instant,
    countIf(role = 2 AND is_timed) AS timed,
    toInt64(sumIf(ifNull(promise_limit, 0), role = 2 AND is_timed)) AS limit_promise,
    toInt64(sumIf(ifNull(legal_limit, 0), role = 2 AND is_timed)) AS limit_legal,
    toInt64(sumIf(ifNull(used_days, 0), role = 2 AND is_timed)) AS used_days,
    toInt64(sumIf(greatest(0, ifNull(judged.used_days, 0) - ifNull(judged.promise_limit, 0)),
        role = 2 AND is_timed AND end_day > promise_due)) AS overdue_days,
    sum(sipHash64(role, case_no, start_date, end_day, promise_due, legal_due) % 4294967296) AS digest
FROM judged
ARRAY JOIN [1, 2] AS role
WHERE is_accepted OR is_ended OR is_past_promise OR is_past_legal
GROUP BY staff_id, dept_code, item_code, region_code
HAVING place > {after:String} AND accepted + ended + settled + late_legal + exempt > 0
ORDER BY place
LIMIT {limit:UInt32}
