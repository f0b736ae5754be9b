-- title_zh = "接下来到期"
-- title_en = "Due next"
-- means_zh = "在办、承诺到期日在今天或以后的办件，先到期的在前。"
-- means_en = "Open cases whose promised day is today or later, the next first."
-- kind = "table"
-- columns = ["case_no", "dept_code", "item_code", "start_date", "promise_due_date", "legal_due_date", "left_days", "warning", "yellow", "red"]
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today
SELECT
    case_no, dept_code, item_code, start_date, promise_due_date, legal_due_date,
    dateDiff('day', today, assumeNotNull(promise_due_date)) AS left_days,
    standing_warning AS warning, standing_yellow AS yellow, standing_red AS red
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL AND promise_due_date >= today
  {{narrowed}}
ORDER BY promise_due_date, legal_due_date, case_no
LIMIT {limit:UInt32}
