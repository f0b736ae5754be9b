-- A-16: what each handler of an item in a department did in a quarter: refusals, supplements asked for, and time taken.
-- limit = 1000
-- after = -
-- All of them, for each is held against the others. The handler is who decided, or refused to accept; times are seconds
-- from acceptance to decision, `others_median` that of everybody else, `below` how many of the handler's are under it.
-- Evidence: the cases.
WITH
handled AS (
    SELECT
        subject, argMax(staff_id, (time, event_id)) AS person, max(assumeNotNull(time)) AS at,
        max(type = 'case.not_accepted' OR JSONExtractString(value, 'data', 'result') = 'refused') AS is_refused
    FROM events
    WHERE type IN ('case.decided', 'case.not_accepted') AND topic = 'case-events' AND readable
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
    GROUP BY subject
),
before AS (
    SELECT
        subject, max(type = 'case.supplement_notified') AS is_supplemented,
        minIf(assumeNotNull(time), type = 'case.accepted') AS accepted_at, countIf(type = 'case.accepted') > 0 AS is_accepted
    FROM events
    WHERE type IN ('case.supplement_notified', 'case.accepted') AND topic = 'case-events' AND readable AND time IS NOT NULL
      AND subject IN (SELECT subject FROM handled)
    GROUP BY subject
),
known AS (
    SELECT
        handled.subject AS case_no, handled.person AS person, handled.at AS at, handled.is_refused AS is_refused,
        standing.item_code AS item, standing.dept_code AS dept, standing.region_code AS region,
        before.is_supplemented AS is_supplemented,
        before.is_accepted AND handled.at >= before.accepted_at AS is_timed,
        dateDiff('second', before.accepted_at, handled.at) AS used,
        concat(toString(toYear(toTimeZone(at, {zone:String}))), '-Q', toString(toQuarter(toTimeZone(at, {zone:String})))) AS quarter
    FROM handled
    INNER JOIN current_case_states AS standing ON standing.case_no = handled.subject
    LEFT JOIN before ON before.subject = handled.subject
    WHERE handled.person != '' AND standing.item_code != ''
),
persons AS (
    SELECT
        person, item, dept, quarter, any(region) AS region,
        count() AS cases, countIf(is_refused) AS refused, countIf(is_supplemented) AS supplemented,
        groupArrayIf(used, is_timed) AS mine,
        arraySlice(arraySort(groupArray((at, case_no))), 1, 200) AS found
    FROM known
    GROUP BY person, item, dept, quarter
),
pairs AS (
    SELECT one.person AS person, one.item AS item, one.dept AS dept, one.quarter AS quarter,
        arraySort(arrayFlatten(groupArray(other.mine))) AS theirs
    FROM persons AS one INNER JOIN persons AS other
        ON other.item = one.item AND other.dept = one.dept AND other.quarter = one.quarter
    WHERE other.person != one.person
    GROUP BY person, item, dept, quarter
)
SELECT
    concat(persons.quarter, ' ', persons.dept, ' ', persons.item, ' ', persons.person) AS place,
    'person' AS kind,
    persons.person AS name,
    persons.item AS item,
    persons.quarter AS period,
    persons.dept AS dept_code,
    persons.region AS region_code,
    persons.cases AS of,
    persons.refused AS refused,
    persons.supplemented AS supplemented,
    length(persons.mine) AS timed,
    arraySort(persons.mine)[intDiv(timed + 1, 2)] AS median,
    pairs.theirs[intDiv(length(pairs.theirs) + 1, 2)] AS others_median,
    arrayCount(each -> each < others_median, persons.mine) AS below,
    arrayMap(each -> each.2, persons.found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), persons.found) AS times
FROM persons INNER JOIN pairs
    ON pairs.person = persons.person AND pairs.item = persons.item AND pairs.dept = persons.dept AND pairs.quarter = persons.quarter
WHERE place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
