-- By receiver: alerts told that ask for an acknowledgement, those that got one, those overdue, hours until it came.
-- limit = 1000
SELECT
    JSONExtractString(each, 'receiver') AS receiver,
    countIf(JSONExtractString(each, 'ack_due') != '') AS to_acknowledge,
    countIf(JSONExtractString(each, 'acknowledged_at') != '') AS acknowledged,
    countIf(JSONExtractBool(each, 'overdue')) AS overdue,
    round(
        quantileIf(0.5)(
            dateDiff(
                'second',
                parseDateTime64BestEffortOrNull(JSONExtractString(each, 'told_at'), 3),
                parseDateTime64BestEffortOrNull(JSONExtractString(each, 'acknowledged_at'), 3)
            ) / 3600,
            JSONExtractString(each, 'acknowledged_at') != ''
        ),
        2
    ) AS hours_p50
FROM
(
    SELECT arrayJoin(JSONExtractArrayRaw(argMax(data, revision), 'receivers')) AS each
    FROM alerts
    GROUP BY subject, id
)
WHERE JSONExtractString(each, 'told_at') != ''
GROUP BY receiver
ORDER BY receiver
LIMIT {limit:UInt32}
