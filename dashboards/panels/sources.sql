-- title_zh = "数据来源"
-- title_en = "Sources"
-- means_zh = "每个来源：最后一条事件的时间戳、距今小时数，期间内收到的事件与死信；重复投递只计一次。"
-- means_en = "Each source: the timestamp of its last event, hours since, events and dead letters of the period; a redelivery counts once."
-- kind = "table"
-- columns = ["source", "last_event", "hours_silent", "events", "dead_letters"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
parseDateTime64BestEffort({now:String}, 3, 'UTC') AS at,
told AS (
    SELECT source AS sender, max(stamp) AS latest, 0 AS received, 0 AS refused
    FROM events
    WHERE readable AND source != '' AND topic IN ('case-events', 'rating-events', 'office-events')
    GROUP BY sender
    UNION ALL
    SELECT source, toDateTime64(0, 3, 'UTC'), count(), 0
    FROM (
        SELECT source
        FROM events FINAL
        WHERE readable AND source != '' AND topic IN ('case-events', 'rating-events', 'office-events')
          AND stamp >= since AND stamp < until
        SETTINGS do_not_merge_across_partitions_select_final = 1
    )
    GROUP BY source
    UNION ALL
    SELECT source, toDateTime64(0, 3, 'UTC'), 0, count()
    FROM dead_letters FINAL
    WHERE source != '' AND stamp >= since AND stamp < until
    GROUP BY source
)
SELECT
    sender AS source,
    nullIf(max(latest), toDateTime64(0, 3, 'UTC')) AS last_event,
    round(dateDiff('minute', last_event, at) / 60, 1) AS hours_silent,
    sum(received) AS events,
    sum(refused) AS dead_letters
FROM told
GROUP BY sender
HAVING last_event IS NOT NULL OR dead_letters > 0
ORDER BY hours_silent DESC, source
LIMIT {limit:UInt32}
