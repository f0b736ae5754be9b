-- title_zh = "承诺时限按期办结率"
-- title_en = "On time, promise"
-- means_zh = "分子：期间内不晚于承诺到期日办结的；分母：分子加上期间内超过承诺到期日的（仍在办的也算）。已撤销或静默的超期不计。"
-- means_en = "Of cases that ended in time in the period and cases that passed the promise in it, open ones too, those in time; lateness revoked or muted is left out."
-- kind = "stat"
-- columns = ["value", "numerator", "denominator"]
-- unit = "percent"
-- steps = [{at = 0, colour = "red"}, {at = 95, colour = "yellow"}, {at = 99, colour = "green"}]
-- link = "due?late=1"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
standing AS (
    SELECT case_no, toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS end_day, assumeNotNull(promise_due_date) AS due
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
        end_day >= first_day AND end_day <= last_day AND end_day <= due AS in_time,
        due >= first_day - 1 AND due < last_day AND end_day > due AS passed,
        passed AND case_no NOT IN (SELECT subject FROM set_aside) AS late
    FROM standing
)
SELECT
    if(denominator = 0, NULL, round(100 * numerator / denominator, 2)) AS value,
    countIf(in_time) AS numerator,
    countIf(in_time) + countIf(late) AS denominator
FROM judged
LIMIT {limit:UInt32}
