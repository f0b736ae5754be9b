-- title_zh = "提醒"
-- title_en = "Alerts"
-- means_zh = "期间内产生的提醒，按现状。"
-- means_en = "Alerts opened in the period, by how they stand."
-- kind = "bars"
-- columns = ["alert_state", "alerts"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT alert_state, count() AS alerts
FROM (
    SELECT JSONExtractString(newest, 'state') AS alert_state
    FROM (SELECT argMax(data, revision) AS newest FROM alerts GROUP BY subject, id)
    WHERE parseDateTime64BestEffortOrNull(JSONExtractString(newest, 'opened_at'), 3, 'UTC') >= since
      AND parseDateTime64BestEffortOrNull(JSONExtractString(newest, 'opened_at'), 3, 'UTC') < until
)
GROUP BY alert_state
ORDER BY alerts DESC, alert_state
LIMIT {limit:UInt32}
