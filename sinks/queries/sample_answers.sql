-- Samples: what was found on site of the cases of one sample; of several answers for a case the last one counts.
-- limit = 5000
-- after = -
SELECT
    subject AS case_no,
    argMax(JSONExtractString(data, 'target_state'), JSONExtractUInt(data, 'target_revision')) AS answer
FROM action_outcomes FINAL
WHERE type = 'action.done'
  AND JSONExtractString(data, 'action_type') = 'desk.sample_result'
  AND JSONExtractString(data, 'target_id') = {sample:String}
  AND subject > {after:String}
GROUP BY case_no
ORDER BY case_no
LIMIT {limit:UInt32}
