-- A-14: corrections that gave an acceptance, decision or closing another time, with the limits of the case as it stands.
-- limit = 1000
-- after = -
-- Whether the time crossed a limit is said by the calendar. Evidence: the corrections.
WITH
corrections AS (
    SELECT
        subject, source, event_id, any(assumeNotNull(time)) AS at,
        any(if(staff_id != '', staff_id, JSONExtractString(value, 'data', 'approver_id'))) AS person,
        any(dept_code) AS dept,
        any(JSONExtractString(value, 'data', 'corrects')) AS target,
        any(parseDateTime64BestEffortOrNull(JSONExtractString(value, 'data', 'new_time'), 3, 'UTC')) AS new_at
    FROM events
    WHERE type = 'case.corrected' AND topic = 'case-events' AND readable
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
    GROUP BY subject, source, event_id
    HAVING new_at IS NOT NULL
),
targets AS (
    SELECT subject, source, event_id, any(type) AS kind, any(assumeNotNull(time)) AS old_at
    FROM events
    WHERE type IN ('case.accepted', 'case.decided', 'case.closed') AND topic = 'case-events' AND readable
      AND subject IN (SELECT subject FROM corrections)
    GROUP BY subject, source, event_id
)
SELECT
    concat(person, ' ', corrections.source, ' ', corrections.event_id) AS place,
    corrections.person AS name,
    formatDateTime(toTimeZone(corrections.at, {zone:String}), '%Y-%m') AS period,
    corrections.event_id AS ref,
    concat(replaceOne(toString(corrections.at), ' ', 'T'), 'Z') AS at,
    corrections.subject AS case_no,
    targets.kind AS of_type,
    concat(replaceOne(toString(targets.old_at), ' ', 'T'), 'Z') AS old_time,
    concat(replaceOne(toString(assumeNotNull(corrections.new_at)), ' ', 'T'), 'Z') AS new_time,
    standing.item_code AS item_code,
    if(corrections.dept != '', corrections.dept, standing.dept_code) AS dept_code,
    standing.region_code AS region_code,
    standing.promise_due_date AS promise_due_date,
    standing.legal_due_date AS legal_due_date,
    standing.promise_limit AS promise_limit,
    standing.legal_limit AS legal_limit,
    if(standing.decided_at IS NULL AND standing.closed_at IS NULL, '',
        concat(replaceOne(toString(coalesce(standing.decided_at, standing.closed_at)), ' ', 'T'), 'Z')) AS end_at
FROM corrections
INNER JOIN targets
    ON targets.subject = corrections.subject AND targets.source = corrections.source AND targets.event_id = corrections.target
INNER JOIN current_case_states AS standing ON standing.case_no = corrections.subject
WHERE person != '' AND place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
