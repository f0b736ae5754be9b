-- A-08: persons with cases of a month, not instant ones, and the seconds each took from acceptance to decision.
-- limit = 1000
-- after = -
-- Only cases under an hour, or under the longest least time anybody would set (`most` seconds); which of them are too
-- quick is said by the catalogue. Evidence: the cases.
WITH
most AS (SELECT greatest({seconds:UInt32}, 86400)),
ended AS (
    SELECT case_no, ended_by, item_code, dept_code, region_code, assumeNotNull(decided_at) AS at
    FROM current_case_states
    WHERE project_type != 'instant' AND ended_by != ''
      AND decided_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND decided_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
),
taken AS (
    SELECT subject, min(assumeNotNull(time)) AS accepted_at
    FROM events
    WHERE type = 'case.accepted' AND topic = 'case-events' AND readable AND time IS NOT NULL
      AND subject IN (SELECT case_no FROM ended)
    GROUP BY subject
)
SELECT
    concat(month, ' ', person) AS place,
    'person' AS kind,
    ended.ended_by AS person,
    person AS name,
    formatDateTime(toTimeZone(ended.at, {zone:String}), '%Y-%m') AS month,
    month AS period,
    arrayElement(topK(1)(ended.dept_code), 1) AS dept_code,
    arrayElement(topK(1)(ended.region_code), 1) AS region_code,
    arraySort(groupArray((ended.at, ended.case_no, dateDiff('second', taken.accepted_at, ended.at), ended.item_code))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    arrayMap(each -> each.3, found) AS seconds,
    arrayMap(each -> each.4, found) AS items
FROM ended INNER JOIN taken ON taken.subject = ended.case_no
WHERE ended.at >= taken.accepted_at AND dateDiff('second', taken.accepted_at, ended.at) < (SELECT * FROM most)
GROUP BY person, month
HAVING place > {after:String} AND length(found) >= {count:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
