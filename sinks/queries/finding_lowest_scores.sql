-- E-03: the scores of all closed months that are ranked, as they were frozen: place, total, and the ratings behind it.
-- limit = 1000
-- after = -
-- `at` is when the month was closed. Who is in the lowest group is said by the rulebook.
WITH
months AS (
    SELECT
        subject, argMax(data, revision) AS said,
        concat(JSONExtractString(said, 'closed', 'inputs_sha256'), '/', JSONExtractString(said, 'closed', 'result_sha256')) AS hashes,
        substring(lower(hex(SHA256(hashes))), 1, 32) AS frozen,
        argMax(assumeNotNull(time), revision) AS at
    FROM assessments
    WHERE type LIKE 'month.%' AND time IS NOT NULL
    GROUP BY subject
    HAVING JSONExtractString(said, 'state') = 'closed'
),
scores AS (
    SELECT
        substring(months.subject, 7) AS month, months.at AS at,
        arrayJoin(JSONExtractArrayRaw(piece.data, 'lines')) AS score
    FROM assessments AS piece INNER JOIN months ON months.subject = piece.subject
    WHERE piece.type = 'assessment.piece' AND JSONExtractString(piece.data, 'kind') = 'scores'
      AND startsWith(piece.id, months.frozen)
)
SELECT DISTINCT
    concat(JSONExtractString(score, 'scope'), ' ', JSONExtractString(score, 'id'), ' ', month) AS place,
    JSONExtractString(score, 'scope') AS scope,
    JSONExtractString(score, 'id') AS id,
    month,
    concat(replaceOne(toString(at), ' ', 'T'), 'Z') AS at,
    JSONExtract(score, 'rank', 'Nullable(UInt32)') AS rank,
    JSONExtractUInt(score, 'ranked') AS ranked,
    JSONExtractString(score, 'total') AS total,
    JSONExtractString(score, 'sample', 'mean') AS rating_mean,
    JSONExtractString(score, 'sample', 'prior') AS rating_prior,
    arrayElement(JSONExtract(score, 'departments', 'Array(String)'), 1) AS dept_code
FROM scores
WHERE JSONExtractString(score, 'scope') IN ('person', 'unit') AND rank IS NOT NULL AND place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
