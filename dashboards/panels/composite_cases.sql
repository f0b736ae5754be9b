-- title_zh = "并联办件清单"
-- title_en = "The composite cases"
-- means_zh = "起算日在期间内的并联办件，及其仍有效的牌；最近的在前。"
-- means_en = "Composite cases that began in the period, with the cards that stand on them, the newest first."
-- kind = "table"
-- columns = ["case_no", "dept_code", "item_code", "status", "start_date", "promise_due_date", "legal_due_date", "warning", "yellow", "red"]
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day
SELECT
    case_no, dept_code, item_code, status, start_date, promise_due_date, legal_due_date,
    standing_warning AS warning, standing_yellow AS yellow, standing_red AS red
FROM case_states FINAL
WHERE start_date >= first_day AND start_date <= last_day
  AND case_no IN (SELECT subject FROM events WHERE type = 'case.composite_created' AND readable)
  {{narrowed}}
ORDER BY start_date DESC, case_no
LIMIT {limit:UInt32}
