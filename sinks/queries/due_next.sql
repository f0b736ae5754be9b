-- Open cases by the day on which their promise ends, the first first; a page after (day, case); of departments or of who accepted.
-- limit = 50
-- since = 1970-01-01
-- until = 2299-12-31
-- after = 1925-01-01
-- after_id = *
SELECT case_no, item_code, dept_code, start_date, promise_due_date, legal_due_date, provisional, accepted_by,
       standing_warning, standing_yellow, standing_red
FROM current_case_states
WHERE status = 'open' AND promise_due_date IS NOT NULL
  {{theirs accepted_by}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{one_of item_code}}
  {{begins case_no}}
  AND promise_due_date >= toDate32({since:String}) AND promise_due_date <= toDate32({until:String})
  AND (promise_due_date > toDate32({after:String})
       OR (promise_due_date = toDate32({after:String}) AND case_no > {after_id:String}))
ORDER BY promise_due_date, case_no
LIMIT {limit:UInt32}
