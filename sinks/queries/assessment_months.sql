-- The months that were published or closed, each with its record as it stands.
-- limit = 1000
SELECT subject, argMax(data, revision) AS data
FROM assessments
WHERE type LIKE 'month.%'
GROUP BY subject
ORDER BY subject
LIMIT {limit:UInt32}
