-- title_zh = "送达"
-- title_en = "Deliveries"
-- means_zh = "每个接收方：已送达、首次未成、现搁置的提醒，从提醒到送达的秒数（中位数与第99百分位）。"
-- means_en = "By receiver: alerts delivered, tried in vain at first, parked now; seconds from the alert to its delivery, median and 99th percentile."
-- kind = "table"
-- columns = ["receiver", "delivered", "retried", "parked", "seconds_p50", "seconds_p99"]
SELECT
    receiver,
    countIf(newest = 'delivery.delivered') AS delivered,
    countIf(failed) AS retried,
    countIf(newest = 'delivery.parked') AS parked,
    round(quantileIf(0.5)(took, newest = 'delivery.delivered'), 1) AS seconds_p50,
    round(quantileIf(0.99)(took, newest = 'delivery.delivered'), 1) AS seconds_p99
FROM (
    SELECT
        any(JSONExtractString(data, 'receiver')) AS receiver,
        argMax(type, revision) AS newest,
        argMax(JSONExtractFloat(data, 'seconds'), revision) AS took,
        min(revision) = 1 AS failed
    FROM deliveries
    GROUP BY subject, id
)
GROUP BY receiver
ORDER BY parked DESC, receiver
LIMIT {limit:UInt32}
