-- What was kept of a closed case when it last left the workers.
-- limit = 1
SELECT case_no, left_at, events, dossier
FROM archived_cases FINAL
WHERE case_no = {case_no:String}
  AND dossier != ''
ORDER BY stamp DESC
LIMIT {limit:UInt32}
