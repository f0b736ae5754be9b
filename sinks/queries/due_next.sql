-- Open cases by the day on which their promise ends, the first first; a page after (day, case); of departments or of who accepted.
-- limit = 50
-- depts = *
-- staff_id = *
-- dept_code = *
-- region_code = *
-- item_code = *
-- subject = *
-- since = 1970-01-01
-- until = 2299-12-31
-- after = 1925-01-01
-- after_id = *
SELECT case_no, item_code, dept_code, start_date, promise_due_date, legal_due_date, provisional, accepted_by,
       standing_warning, standing_yellow, standing_red
FROM current_case_states
WHERE status = 'open' AND promise_due_date IS NOT NULL
  AND ({depts:String} = '*' OR (dept_code != '' AND has(splitByChar('\n', {depts:String}), dept_code))
       OR accepted_by = {staff_id:String})
  AND ({dept_code:String} = '*' OR has(splitByChar(',', {dept_code:String}), dept_code))
  AND ({region_code:String} = '*' OR has(splitByChar(',', {region_code:String}), region_code))
  AND ({item_code:String} = '*' OR has(splitByChar(',', {item_code:String}), item_code))
  AND ({subject:String} = '*' OR startsWith(case_no, {subject:String}))
  AND promise_due_date >= toDate32({since:String}) AND promise_due_date <= toDate32({until:String})
  AND (promise_due_date > toDate32({after:String})
       OR (promise_due_date = toDate32({after:String}) AND case_no > {after_id:String}))
ORDER BY promise_due_date, case_no
LIMIT {limit:UInt32}
