-- title_zh = "各事项"
-- title_en = "Items"
-- means_zh = "每个事项：在办，期间内受理、办结，办结用时（工作日或自然日，扣除特别程序）的中位数与承诺天数，期间内仍有效的牌。"
-- means_en = "Each item: open cases; of the period what began and ended, the median of days used (excluded days left out) beside the promised ones, and cards that stand."
-- kind = "table"
-- columns = ["item_code", "dept_code", "accepted", "ended", "open", "days_p50", "promised_days", "warning", "yellow", "red"]
-- links.red = "cards?state=standing&item_code={item_code}&colour=red"
-- links.yellow = "cards?state=standing&item_code={item_code}&colour=yellow"
-- links.warning = "cards?state=standing&item_code={item_code}&colour=warning"
-- links.open = "due?item_code={item_code}"
-- links.accepted = "cases?what=accepted&item_code={item_code}"
-- links.ended = "cases?what=ended&item_code={item_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
told AS (
    SELECT
        item_code, dept_code AS department,
        start_date >= first_day AND start_date <= last_day AS began,
        toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS day,
        day >= first_day AND day <= last_day AS finished,
        decided_at IS NULL AND closed_at IS NULL AS running,
        if(finished, used_days, NULL) AS used,
        promise_limit AS promised,
        0 AS warned, 0 AS yellowed, 0 AS reddened
    FROM case_states FINAL
    WHERE start_date IS NOT NULL
      {{narrowed}}
    UNION ALL
    SELECT item_code, dept_code, false, first_day, false, false, NULL, NULL, colour = 'warning', colour = 'yellow', colour = 'red'
    FROM standing_cards
    WHERE NOT historical AND violated_at >= since AND violated_at < until
      {{narrowed}}
)
SELECT
    item_code,
    anyIf(department, promised IS NOT NULL OR running) AS dept_code,
    sum(began) AS accepted,
    sum(finished) AS ended,
    sum(running) AS open,
    quantileExactOrNull(0.5)(used) AS days_p50,
    quantileExactOrNull(0.5)(promised) AS promised_days,
    sum(warned) AS warning,
    sum(yellowed) AS yellow,
    sum(reddened) AS red
FROM told
GROUP BY item_code
HAVING accepted + ended + open + warning + yellow + red > 0
ORDER BY red DESC, yellow DESC, ended DESC, item_code
LIMIT {limit:UInt32}
