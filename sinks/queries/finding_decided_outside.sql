-- A-17: departments with cases accepted at a window and decided in a month by people or at places outside the windows.
-- limit = 1000
-- after = -
-- `of`: cases whose acceptance names a window; `number`: those of them whose decision was made for another department, or
-- names no window and is by somebody of whom no event in all this time names one. Evidence: these.
WITH
at_window AS (
    SELECT subject, argMin(dept_code, time) AS dept, argMin(region_code, time) AS region
    FROM events
    WHERE type = 'case.accepted' AND topic = 'case-events' AND readable
      AND JSONExtractString(value, 'data', 'window_no') != '' AND dept_code != ''
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC') - toIntervalDay(180)
    GROUP BY subject
),
window_people AS (
    SELECT DISTINCT staff_id FROM events
    WHERE topic = 'case-events' AND readable AND staff_id != '' AND JSONExtractString(value, 'data', 'window_no') != ''
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC') - toIntervalDay(180)
),
decisions AS (
    SELECT
        subject, min(assumeNotNull(time)) AS at, argMin(staff_id, time) AS person, argMin(dept_code, time) AS of_dept,
        argMin(JSONExtractString(value, 'data', 'window_no'), time) AS window_no
    FROM events
    WHERE type = 'case.decided' AND topic = 'case-events' AND readable
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
    GROUP BY subject
)
SELECT
    concat(month, ' ', department) AS place,
    'dept' AS kind,
    at_window.dept AS department,
    department AS name,
    department AS dept_code,
    arrayElement(topK(1)(at_window.region), 1) AS region_code,
    formatDateTime(toTimeZone(decisions.at, {zone:String}), '%Y-%m') AS month,
    month AS period,
    count() AS of,
    groupArrayIf((decisions.at, decisions.subject),
        (of_dept != '' AND of_dept != department)
        OR (window_no = '' AND person NOT IN (SELECT staff_id FROM window_people))) AS outside,
    length(outside) AS number,
    arraySlice(arraySort(outside), 1, 200) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM decisions INNER JOIN at_window ON at_window.subject = decisions.subject
GROUP BY department, month
HAVING place > {after:String} AND of >= {fewest:UInt32} AND number * 100 > of * {percent:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
