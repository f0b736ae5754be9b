-- title_zh = "十四日内到期"
-- title_en = "Due in the next fourteen days"
-- means_zh = "在办件按承诺到期日，自今天起十四天，每天一根。"
-- means_en = "Open cases by promised day, for the fourteen days from today."
-- kind = "bars"
-- columns = ["due_day", "cases"]
-- link = "due"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today,
told AS (
    SELECT assumeNotNull(promise_due_date) AS day, 1 AS falls
    FROM case_states FINAL
    WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL AND promise_due_date >= today AND promise_due_date < today + 14
      {{narrowed}}
    UNION ALL
    SELECT today + toInt32(number), 0 FROM numbers(14)
)
SELECT toString(day) AS due_day, sum(falls) AS cases
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
