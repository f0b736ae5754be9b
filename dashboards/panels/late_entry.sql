-- title_zh = "迟录比例"
-- title_en = "Entered late"
-- means_zh = "按记录之日：办件事件中，记录时间晚于发生时间24小时以上的比例；没有记录时间的不计。"
-- means_en = "By day of recording: of the case events those recorded more than 24 hours after they happened; without a recorded time none counts."
-- kind = "timeseries"
-- columns = ["time", "late_percent"]
-- unit = "percent"
-- link = "cards?rule_id=P-13"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({since:String}, 3, 'UTC'), {zone:String})) AS first_day,
toDate32(toTimeZone(parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalMillisecond(1), {zone:String})) AS last_day,
told AS (
    SELECT toDate32(toTimeZone(assumeNotNull(recordedtime), {zone:String})) AS day, dateDiff('millisecond', time, recordedtime) > 86400000 AS late
    FROM events FINAL
    WHERE readable AND topic = 'case-events' AND time IS NOT NULL
      AND recordedtime >= since AND recordedtime < until
      AND stamp >= since - toIntervalDay(31) AND stamp < until + toIntervalDay(31)
      {{placed}}
    SETTINGS do_not_merge_across_partitions_select_final = 1
)
SELECT toDateTime64(toString(day), 3, {zone:String}) AS time, round(100 * countIf(told.late) / count(), 2) AS late_percent
FROM told
GROUP BY day
ORDER BY day
LIMIT {limit:UInt32}
