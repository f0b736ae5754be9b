-- A-10: persons with cases they closed as done that were not delivered, went on, or whose closing was taken back.
-- limit = 1000
-- after = -
-- Not delivered counts for items of which at least `usual_percent` % of twenty closings or more are delivered at all: of
-- the others the source does not tell. `faults_at` is when it showed; how soon counts, is for who reads it. Evidence:
-- the cases.
WITH
closings AS (
    SELECT
        subject, min(assumeNotNull(time)) AS closed_at, argMin(staff_id, time) AS person, argMin(event_id, time) AS closing
    FROM events
    WHERE type = 'case.closed' AND topic = 'case-events' AND readable
      AND JSONExtractString(value, 'data', 'kind') = 'normal'
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
    GROUP BY subject
),
handed AS (
    SELECT DISTINCT subject FROM events
    WHERE type IN ('case.delivered', 'case.ready_notified', 'case.certificate_issued') AND topic = 'case-events'
      AND readable AND subject IN (SELECT subject FROM closings)
),
gone_on AS (
    SELECT subject, min(assumeNotNull(events.time)) AS gone_on_at
    FROM events INNER JOIN closings ON closings.subject = events.subject
    WHERE events.type IN ('case.stage_entered', 'case.decided', 'case.supplement_notified') AND events.topic = 'case-events'
      AND events.readable AND events.time > closings.closed_at
    GROUP BY subject
),
taken_back AS (
    SELECT subject, min(assumeNotNull(events.time)) AS taken_back_at
    FROM events INNER JOIN closings ON closings.subject = events.subject
    WHERE events.type = 'case.corrected' AND events.topic = 'case-events' AND events.readable
      AND JSONExtractBool(events.value, 'data', 'void')
      AND JSONExtractString(events.value, 'data', 'corrects') = closings.closing
    GROUP BY subject
),
known AS (
    SELECT
        closings.subject AS case_no, closings.closed_at AS at, closings.person AS person,
        standing.item_code AS item, standing.dept_code AS dept, standing.region_code AS region,
        case_no IN (SELECT subject FROM handed) AS is_handed
    FROM closings LEFT JOIN current_case_states AS standing ON standing.case_no = closings.subject
),
usual AS (
    SELECT item FROM known GROUP BY item HAVING count() >= 20 AND countIf(is_handed) * 100 >= count() * {usual_percent:UInt32}
),
faulty AS (
    SELECT
        known.*,
        gone_on.gone_on_at AS went_on, taken_back.taken_back_at AS came_back,
        multiIf(
            toUnixTimestamp64Milli(came_back) > 0, 'corrected',
            toUnixTimestamp64Milli(went_on) > 0, 'reopened',
            NOT is_handed AND item IN (SELECT item FROM usual), 'undelivered', ''
        ) AS fault,
        multiIf(fault = 'corrected', came_back, fault = 'reopened', went_on, at) AS fault_at
    FROM known
    LEFT JOIN gone_on ON gone_on.subject = known.case_no
    LEFT JOIN taken_back ON taken_back.subject = known.case_no
)
SELECT
    concat(month, ' ', of_person) AS place,
    'person' AS kind,
    person AS of_person,
    of_person AS name,
    formatDateTime(toTimeZone(at, {zone:String}), '%Y-%m') AS month,
    month AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    arraySort(groupArray((at, case_no, fault, fault_at))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    arrayMap(each -> each.3, found) AS faults,
    arrayMap(each -> concat(replaceOne(toString(each.4), ' ', 'T'), 'Z'), found) AS faults_at
FROM faulty
WHERE fault != '' AND person != ''
GROUP BY of_person, month
HAVING place > {after:String} AND length(found) >= {count:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
