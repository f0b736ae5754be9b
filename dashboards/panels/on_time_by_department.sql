-- title_zh = "各部门按期办结率"
-- title_en = "On time, by department"
-- means_zh = "分子、分母同“承诺时限按期办结率”，按部门；已撤销或静默的超期不计。"
-- means_en = "As the rate for the promise limit, by department."
-- kind = "table"
-- columns = ["dept_code", "on_time_percent", "in_time_cases", "settled_cases"]
-- links.settled_cases = "due?late=1&dept_code={dept_code}"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
standing AS (
    SELECT case_no, dept_code, toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day, assumeNotNull(promise_due_date) AS due
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND promise_due_date IS NOT NULL
      {{narrowed}}
),
set_aside AS (
    SELECT subject FROM current_cards
    WHERE rule_id IN ('T-04', 'T-05', 'C-01') AND state IN ('revoked', 'muted')
      AND violated_at >= since AND violated_at < until
),
judged AS (
    SELECT
        dept_code,
        end_day >= first_day AND end_day <= last_day AND end_day <= due AS in_time,
        due >= first_day - 1 AND due < last_day AND end_day > due AS passed,
        passed AND case_no NOT IN (SELECT subject FROM set_aside) AS late
    FROM standing
)
SELECT
    dept_code,
    if(settled_cases = 0, NULL, round(100 * in_time_cases / settled_cases, 2)) AS on_time_percent,
    countIf(in_time) AS in_time_cases,
    countIf(in_time) + countIf(late) AS settled_cases
FROM judged
GROUP BY dept_code
HAVING settled_cases > 0
ORDER BY on_time_percent, dept_code
LIMIT {limit:UInt32}
