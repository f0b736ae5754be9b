-- title_zh = "各单位月度得分"
-- title_en = "Scores of units, by month"
-- means_zh = "已关账月份冻结的单位得分与名次；未关账的月份不列。"
-- means_en = "Scores and ranks of units as frozen in closed months; a month that is not closed is left out."
-- kind = "table"
-- columns = ["month", "dept_code", "name", "score", "grade", "rank"]
-- unit = "score"
WITH
closed_months AS (
    SELECT
        replaceOne(subject, 'month:', '') AS month,
        concat(JSONExtractString(record, 'closed', 'inputs_sha256'), '/', JSONExtractString(record, 'closed', 'result_sha256')) AS content,
        substring(lower(hex(SHA256(content))), 1, 32) AS frozen
    FROM (
        SELECT subject, argMax(data, revision) AS record
        FROM assessments
        WHERE startsWith(type, 'month.')
        GROUP BY subject
    )
    WHERE JSONExtractString(record, 'state') = 'closed'
),
pieces AS (
    SELECT id, argMax(data, stamp) AS piece
    FROM assessments
    WHERE type = 'assessment.piece'
    GROUP BY id
)
SELECT
    JSONExtractString(piece, 'month') AS month,
    JSONExtractString(line, 'id') AS dept_code,
    JSONExtractString(line, 'name') AS name,
    toFloat64OrNull(JSONExtractString(line, 'total')) AS score,
    JSONExtractString(line, 'grade') AS grade,
    JSONExtract(line, 'rank', 'Nullable(UInt32)') AS rank
FROM pieces
ARRAY JOIN JSONExtractArrayRaw(piece, 'lines') AS line
WHERE JSONExtractString(piece, 'kind') = 'scores' AND JSONExtractString(line, 'scope') = 'unit'
  AND JSONExtractString(piece, 'frozen') IN (SELECT frozen FROM closed_months)
  AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
ORDER BY month DESC, rank, dept_code
LIMIT {limit:UInt32}
