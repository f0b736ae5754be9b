-- Where a case stands now: one row, or none.
-- limit = 1
SELECT * FROM current_case_states WHERE case_no = {subject:String} LIMIT {limit:UInt32}
