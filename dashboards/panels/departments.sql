-- title_zh = "各部门"
-- title_en = "Departments"
-- means_zh = "每个部门：在办、超期在办，期间内受理、办结、仍有效的牌、计入的评价与差评、未办结整改单。"
-- means_en = "Each department: open and overdue cases; of the period what it accepted and ended, cards that stand, ratings that count, bad ones; open tickets."
-- kind = "table"
-- columns = ["dept_code", "accepted", "ended", "open", "overdue", "warning", "yellow", "red", "ratings", "bad", "tickets"]
-- links.accepted = "cases?what=accepted&dept_code={dept_code}"
-- links.ended = "cases?what=ended&dept_code={dept_code}"
-- links.ratings = "ratings?dept_code={dept_code}"
-- links.overdue = "due?late=1&dept_code={dept_code}"
-- links.warning = "cards?colour=warning&state=standing&dept_code={dept_code}"
-- links.yellow = "cards?colour=yellow&state=standing&dept_code={dept_code}"
-- links.red = "cards?colour=red&state=standing&dept_code={dept_code}"
-- links.bad = "ratings?dept_code={dept_code}"
-- links.tickets = "tickets?dept_code={dept_code}"
-- links.open = "due?dept_code={dept_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
told AS (
    SELECT
        dept_code,
        start_date >= first_day AND start_date <= last_day AS began,
        toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) AS day,
        day >= first_day AND day <= last_day AS finished,
        decided_at IS NULL AND closed_at IS NULL AS running,
        running AND ifNull(promise_due_date < today, false) AS past,
        0 AS warned, 0 AS yellowed, 0 AS reddened, 0 AS rated, 0 AS badly, 0 AS asked
    FROM case_states FINAL
    WHERE start_date IS NOT NULL
      {{narrowed}}
    UNION ALL
    SELECT dept_code, 0, first_day, 0, 0, 0, colour = 'warning', colour = 'yellow', colour = 'red', 0, 0, 0
    FROM standing_cards
    WHERE NOT historical AND violated_at >= since AND violated_at < until
      {{narrowed}}
    UNION ALL
    SELECT dept_code, 0, first_day, 0, 0, 0, 0, 0, 0, 1, bad, 0
    FROM current_ratings
    WHERE counts AND rated_at >= since AND rated_at < until
      {{narrowed}}
    UNION ALL
    SELECT dept_code, 0, first_day, 0, 0, 0, 0, 0, 0, 0, 0, 1
    FROM current_tickets
    WHERE state NOT IN ('closed', 'void') AND NOT historical
      {{placed}}
)
SELECT
    dept_code,
    sum(began) AS accepted,
    sum(finished) AS ended,
    sum(running) AS open,
    sum(past) AS overdue,
    sum(warned) AS warning,
    sum(yellowed) AS yellow,
    sum(reddened) AS red,
    sum(rated) AS ratings,
    sum(badly) AS bad,
    sum(asked) AS tickets
FROM told
GROUP BY dept_code
ORDER BY red DESC, yellow DESC, overdue DESC, dept_code
LIMIT {limit:UInt32}
