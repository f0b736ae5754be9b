-- title_zh = "每日归档记录"
-- title_en = "Records archived by day"
-- means_zh = "按记录的时间戳之日：办件、评价、操作及其他事件；重复投递只计一次。"
-- means_en = "By day of the record's timestamp: events of cases, ratings, desk actions, and others; a redelivery counts once."
-- kind = "timeseries"
-- columns = ["time", "case_events", "rating_events", "desk_actions", "other_events"]
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    toDateTime64(toString(toDate32(toTimeZone(stamp, {zone:String}))), 3, {zone:String}) AS time,
    countIf(topic = 'case-events') AS case_events,
    countIf(topic = 'rating-events') AS rating_events,
    countIf(topic = 'desk-actions') AS desk_actions,
    countIf(topic NOT IN ('case-events', 'rating-events', 'desk-actions')) AS other_events
FROM (SELECT topic, stamp FROM events FINAL WHERE stamp >= since AND stamp < until SETTINGS do_not_merge_across_partitions_select_final = 1)
GROUP BY time
ORDER BY time
LIMIT {limit:UInt32}
