-- A-13: appeals that each reviewer decided, and that were decided about each unit, in a quarter; and how many were upheld.
-- limit = 1000
-- after = -
-- Of cards and tickets; only decisions that took effect, grants and denials. All of them, for each is held against the
-- others. Evidence: what the upheld ones are about.
WITH
done AS (
    SELECT JSONExtractString(data, 'action_source') AS origin, JSONExtractString(data, 'action_id') AS action,
        any(JSONExtractString(data, 'target_id')) AS target
    FROM action_outcomes
    WHERE JSONExtractString(data, 'action_type') IN ('desk.card_appeal_decide', 'desk.ticket_appeal_decide')
      AND JSONExtractString(data, 'outcome') = 'done'
    GROUP BY origin, action
),
decisions AS (
    SELECT
        events.source AS origin, events.event_id AS action, any(done.target) AS target,
        min(assumeNotNull(events.time)) AS at,
        any(JSONExtractString(events.value, 'data', 'actor_id')) AS reviewer,
        any(JSONExtractString(events.value, 'data', 'decision')) AS decision
    FROM events INNER JOIN done ON done.origin = events.source AND done.action = events.event_id
    WHERE events.topic = 'desk-actions' AND events.readable
      AND events.type IN ('desk.card_appeal_decide', 'desk.ticket_appeal_decide')
      AND events.time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND events.time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
    GROUP BY origin, action
    HAVING decision IN ('grant', 'deny')
),
about AS (
    SELECT card_id AS target, dept_code AS dept, region_code AS region FROM current_cards
    WHERE card_id IN (SELECT target FROM decisions)
    UNION ALL
    SELECT id AS target, dept_code AS dept, region_code AS region FROM current_tickets
    WHERE id IN (SELECT target FROM decisions)
),
known AS (
    SELECT
        decisions.target AS ref, decisions.at AS at, decisions.decision = 'grant' AS is_upheld,
        decisions.reviewer AS reviewer, about.dept AS dept, about.region AS region,
        concat(toString(toYear(toTimeZone(at, {zone:String}))), '-Q', toString(toQuarter(toTimeZone(at, {zone:String})))) AS quarter
    FROM decisions LEFT JOIN about ON about.target = decisions.target
)
SELECT
    concat(of_quarter, ' ', of_kind, ' ', of_name) AS place,
    of_kind AS kind,
    of_name AS name,
    quarter AS of_quarter,
    of_quarter AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    count() AS of,
    countIf(is_upheld) AS number,
    arraySlice(arraySort(groupArrayIf((at, ref), is_upheld)), 1, 200) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM known
ARRAY JOIN ['person', 'dept'] AS of_kind, [reviewer, dept] AS of_name
WHERE of_name != ''
GROUP BY of_kind, of_name, of_quarter
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
