-- title_zh = "各工作人员"
-- title_en = "Staff"
-- means_zh = "每个人：期间内受理、办结的办件，负责的仍有效的牌，计入的评价与差评。受理以受理人计，办结以办结人计；人员不明的不列。"
-- means_en = "Each member of staff: cases accepted and ended in the period, standing cards answered for, ratings that count, bad ones; what names nobody is left out."
-- kind = "table"
-- columns = ["staff_id", "dept_code", "accepted", "ended", "warning", "yellow", "red", "ratings", "bad"]
-- persons = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
told AS (
    SELECT accepted_by AS who, dept_code AS department, 1 AS began, 0 AS finished, 0 AS warned, 0 AS yellowed, 0 AS reddened, 0 AS rated, 0 AS badly
    FROM case_states FINAL
    WHERE start_date >= first_day AND start_date <= last_day
      {{narrowed}}
    UNION ALL
    SELECT ended_by, dept_code, 0, 1, 0, 0, 0, 0, 0
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) >= first_day AND toDate32(toTimeZone(least(ifNull(decided_at, never), ifNull(closed_at, never)), {zone:String})) <= last_day
      {{narrowed}}
    UNION ALL
    SELECT responsible_staff_id, if(responsible_dept_code != '', responsible_dept_code, dept_code), 0, 0, colour = 'warning', colour = 'yellow', colour = 'red', 0, 0
    FROM standing_cards
    WHERE NOT historical AND violated_at >= since AND violated_at < until
      {{narrowed}}
    UNION ALL
    SELECT staff_id, dept_code, 0, 0, 0, 0, 0, 1, bad
    FROM current_ratings
    WHERE counts AND rated_at >= since AND rated_at < until
      {{narrowed}}
)
SELECT
    who AS staff_id,
    max(department) AS dept_code,
    sum(began) AS accepted,
    sum(finished) AS ended,
    sum(warned) AS warning,
    sum(yellowed) AS yellow,
    sum(reddened) AS red,
    sum(rated) AS ratings,
    sum(badly) AS bad
FROM told
WHERE who != ''
  AND ({person:String} = '*' OR has(splitByChar(',', {person:String}), who))
GROUP BY who
ORDER BY red DESC, yellow DESC, bad DESC, staff_id
LIMIT {limit:UInt32}
