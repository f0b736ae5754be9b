-- title_zh = "考核月"
-- title_en = "Months of assessment"
-- means_zh = "公示或关账过的月份：状态、时间、异议数；分数冻结后不再变。"
-- means_en = "Months that were published or closed: state, times, objections; what is frozen changes no more."
-- kind = "table"
-- columns = ["month", "state", "published_at", "objections_until", "objections", "closed_at"]
SELECT
    replaceOne(subject, 'month:', '') AS month,
    JSONExtractString(record, 'state') AS state,
    parseDateTime64BestEffortOrNull(JSONExtractString(record, 'published_at'), 3, 'UTC') AS published_at,
    parseDateTime64BestEffortOrNull(JSONExtractString(record, 'objections_until'), 3, 'UTC') AS objections_until,
    length(JSONExtractArrayRaw(record, 'objections')) AS objections,
    parseDateTime64BestEffortOrNull(JSONExtractString(record, 'closed_at'), 3, 'UTC') AS closed_at
FROM (
    SELECT subject, argMax(data, revision) AS record
    FROM assessments
    WHERE startsWith(type, 'month.')
    GROUP BY subject
)
ORDER BY month DESC
LIMIT {limit:UInt32}
