-- title_zh = "超期榜"
-- title_en = "The overdue"
-- means_zh = "在办且已过承诺到期日的办件，最久的在前；超期天数为自然日。"
-- means_en = "Open cases past their promised day, the longest first; days past are calendar days."
-- kind = "table"
-- columns = ["case_no", "dept_code", "item_code", "start_date", "promise_due_date", "legal_due_date", "overdue_days", "past_legal", "warning", "yellow", "red"]
-- unit = "count"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today
SELECT
    case_no, dept_code, item_code, start_date, promise_due_date, legal_due_date,
    dateDiff('day', assumeNotNull(promise_due_date), today) AS overdue_days,
    ifNull(legal_due_date < today, false) AS past_legal,
    standing_warning AS warning, standing_yellow AS yellow, standing_red AS red
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL AND promise_due_date < today
  {{narrowed}}
ORDER BY promise_due_date, case_no
LIMIT {limit:UInt32}
