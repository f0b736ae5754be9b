-- title_zh = "各部门到期情况"
-- title_en = "What falls due, by department"
-- means_zh = "在办件按承诺到期日：已超期、今天到期、三日内、七日内、更晚（自然日）；没有承诺时限的不计。"
-- means_en = "Open cases by their promised day: past it, due today, within three days, within seven, later (calendar days); without a promise limit none counts."
-- kind = "table"
-- columns = ["dept_code", "overdue", "due_today", "due_three", "due_seven", "due_later", "open"]
-- links.overdue = "due?late=1&dept_code={dept_code}"
-- links.due_today = "due?dept_code={dept_code}"
-- links.due_three = "due?dept_code={dept_code}"
-- links.due_seven = "due?dept_code={dept_code}"
-- links.due_later = "due?dept_code={dept_code}"
-- links.open = "due?dept_code={dept_code}"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today,
dateDiff('day', today, assumeNotNull(promise_due_date)) AS left_days
SELECT
    dept_code,
    countIf(left_days < 0) AS overdue,
    countIf(left_days = 0) AS due_today,
    countIf(left_days BETWEEN 1 AND 3) AS due_three,
    countIf(left_days BETWEEN 4 AND 7) AS due_seven,
    countIf(left_days > 7) AS due_later,
    count() AS open
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL AND promise_due_date IS NOT NULL
  {{narrowed}}
GROUP BY dept_code
ORDER BY overdue DESC, due_today DESC, due_three DESC, dept_code
LIMIT {limit:UInt32}
