-- title_zh = "各部门迟录"
-- title_en = "Entered late, by department"
-- means_zh = "期间内记录的办件事件：总数、晚于发生时间24小时以上记录的、比例。"
-- means_en = "Case events recorded in the period, those recorded more than 24 hours after they happened, and the share."
-- kind = "table"
-- columns = ["dept_code", "events", "late_events", "late_percent"]
-- links.late_events = "cards?rule_id=P-13&dept_code={dept_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT dept_code, count() AS events, countIf(late) AS late_events, round(100 * late_events / events, 2) AS late_percent
FROM (
    SELECT dept_code, dateDiff('millisecond', time, recordedtime) > 86400000 AS late
    FROM events FINAL
    WHERE readable AND topic = 'case-events' AND dept_code != '' AND time IS NOT NULL
      AND recordedtime >= since AND recordedtime < until
      AND stamp >= since - toIntervalDay(31) AND stamp < until + toIntervalDay(31)
      {{placed}}
    SETTINGS do_not_merge_across_partitions_select_final = 1
)
GROUP BY dept_code
ORDER BY late_percent DESC, dept_code
LIMIT {limit:UInt32}
