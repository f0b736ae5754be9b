-- By receiver: alerts delivered, tried in vain at first, parked now; seconds from the alert to its delivery.
-- limit = 1000
SELECT
    receiver,
    any(last_channel) AS channel,
    countIf(last_type = 'delivery.delivered') AS delivered,
    countIf(first_failed) AS retried,
    countIf(last_type = 'delivery.parked') AS parked,
    round(quantileIf(0.5)(last_seconds, last_type = 'delivery.delivered'), 3) AS seconds_p50,
    round(quantileIf(0.99)(last_seconds, last_type = 'delivery.delivered'), 3) AS seconds_p99
FROM
(
    SELECT
        any(JSONExtractString(data, 'receiver')) AS receiver,
        any(JSONExtractString(data, 'channel')) AS last_channel,
        argMax(type, revision) AS last_type,
        argMax(JSONExtractFloat(data, 'seconds'), revision) AS last_seconds,
        min(revision) = 1 AS first_failed
    FROM deliveries
    GROUP BY subject, id
)
GROUP BY receiver
ORDER BY receiver
LIMIT {limit:UInt32}
