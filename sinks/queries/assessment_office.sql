-- Scores: attendance, monthly records, patrol findings and surveys of a month; of several revisions the last recorded.
-- limit = 10000
-- after = -
-- The day is the date that the event names, else that of its time. A day of leave is no day due. A record of kind discipline costs points; every other with a mark counts by its mark.
WITH
told AS (
    SELECT
        type,
        if(staff_id != '', staff_id, if(startsWith(type, 'staff.'), subject, '')) AS who,
        dept_code AS dept, region_code AS region,
        JSONExtractString(value, 'data', 'kind') AS kind,
        JSONExtractString(value, 'data', 'date') AS said_day,
        if(match(said_day, '^\\d{4}-\\d{2}-\\d{2}$'), said_day,
            formatDateTime(toTimeZone(assumeNotNull(time), {zone:String}), '%Y-%m-%d')) AS day,
        toFloat64OrZero(if(type = 'survey.answered', JSONExtractRaw(value, 'data', 'score'),
            replaceAll(JSONExtractRaw(value, 'data', 'value'), '"', ''))) AS mark,
        multiIf(
            type = 'staff.attended', concat(who, '|', day),
            type = 'staff.recorded', concat(who, '|', day, '|', kind),
            type = 'survey.answered', concat(subject, '|', JSONExtractString(value, 'data', 'survey_no'), '|',
                if(JSONExtractString(value, 'data', 'survey_no') = '', event_id, '')),
            concat(source, '|', event_id)
        ) AS about,
        recordedtime, stamp, event_id
    FROM events
    WHERE topic = 'office-events' AND readable
      AND type IN ('staff.attended', 'staff.recorded', 'inspection.found', 'survey.answered')
      AND stamp >= parseDateTime64BestEffort({since:String}, 3, 'UTC') - toIntervalDay(2)
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
),
standing AS (
    SELECT * FROM told
    WHERE day >= {first:String} AND day < {next:String}
    ORDER BY ifNull(recordedtime, stamp) DESC, event_id DESC
    LIMIT 1 BY type, about
)
SELECT
    concat('at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code) AS place,
    who AS staff_id, dept AS dept_code, '' AS item_code, region AS region_code,
    countIf(type = 'staff.attended' AND kind != 'leave') AS days_recorded,
    countIf(type = 'staff.attended' AND kind IN ('present', 'duty', 'trip', 'training')) AS days_present,
    countIf(type = 'staff.recorded' AND kind != 'discipline') AS notes,
    toInt64(sumIf(least(100, greatest(0, mark)), type = 'staff.recorded' AND kind != 'discipline')) AS note_points,
    toInt64(sumIf(greatest(0, mark), type = 'staff.recorded' AND kind = 'discipline')) AS discipline_points,
    countIf(type = 'inspection.found') AS patrol_findings,
    countIf(type = 'survey.answered') AS surveyed,
    toInt64(sumIf(least(100, greatest(0, mark)), type = 'survey.answered')) AS survey_points
FROM standing
GROUP BY staff_id, dept_code, item_code, region_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
