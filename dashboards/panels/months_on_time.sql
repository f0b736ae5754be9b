-- title_zh = "按月按期办结率"
-- title_en = "On time, by month"
-- means_zh = "每月：分子为当月按承诺期限办结的，分母加上当月超期的（仍在办的也算），按现有数据；已撤销或静默的超期不计。"
-- means_en = "By month: of cases that ended within the promise in it and cases that passed the promise in it, those in time, as the data stand now; lateness revoked or muted is left out."
-- kind = "bars"
-- columns = ["month", "on_time_percent"]
-- link = "boards/liangpai-assessment"
-- unit = "percent"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
set_aside AS (
    SELECT subject, formatDateTime(toTimeZone(assumeNotNull(violated_at), {zone:String}), '%Y-%m') AS month
    FROM current_cards
    WHERE rule_id IN ('T-04', 'T-05', 'C-01') AND state IN ('revoked', 'muted')
      AND violated_at >= since AND violated_at < until
),
standing AS (
    SELECT case_no, toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day, assumeNotNull(promise_due_date) AS due
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND promise_due_date IS NOT NULL
      {{narrowed}}
),
told AS (
    SELECT formatDateTime(end_day, '%Y-%m') AS month, 1 AS timely, 0 AS late
    FROM standing
    WHERE end_day >= first_day AND end_day <= last_day AND end_day <= due
    UNION ALL
    SELECT formatDateTime(due + 1, '%Y-%m') AS month, 0, 1
    FROM standing
    WHERE due >= first_day - 1 AND due < last_day AND end_day > due
      AND (case_no, month) NOT IN (SELECT subject, month FROM set_aside)
)
SELECT month, round(100 * sum(timely) / count(), 2) AS on_time_percent
FROM told
GROUP BY month
ORDER BY month
LIMIT {limit:UInt32}
