-- The record of a month of assessment: its largest revision, or none.
-- limit = 1
SELECT subject, max(revision) AS revision, argMax(data, assessments.revision) AS data
FROM assessments
WHERE subject = {subject:String} AND type LIKE 'month.%'
GROUP BY subject
LIMIT {limit:UInt32}
