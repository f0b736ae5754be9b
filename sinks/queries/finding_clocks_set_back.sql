-- A-11: applicants who applied again for the same item within `natural_days` days of a return or withdrawal, `count` times or more.
-- limit = 1000
-- after = -
-- A case came back where it was not accepted, or closed as returned, withdrawn or voided. Evidence: the cases that came
-- back, each of which another followed in time.
WITH
submissions AS (
    SELECT
        subject, min(assumeNotNull(time)) AS at,
        argMin(JSONExtractString(value, 'data', 'applicant_hash'), time) AS applicant,
        argMin(item_code, time) AS item, argMin(dept_code, time) AS dept, argMin(region_code, time) AS region
    FROM events
    WHERE type = 'case.submitted' AND topic = 'case-events' AND readable
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
    GROUP BY subject
    HAVING applicant != '' AND item != ''
),
returns AS (
    SELECT subject, min(assumeNotNull(time)) AS back_at
    FROM events
    WHERE topic = 'case-events' AND readable AND subject IN (SELECT subject FROM submissions)
      AND (type = 'case.not_accepted'
        OR (type = 'case.closed' AND JSONExtractString(value, 'data', 'kind') IN ('returned', 'withdrawn', 'voided')))
    GROUP BY subject
),
came_back AS (
    SELECT submissions.*, returns.back_at AS back_at
    FROM submissions INNER JOIN returns ON returns.subject = submissions.subject
),
again AS (
    SELECT
        came_back.subject AS case_no, came_back.applicant AS who, came_back.item AS item,
        came_back.dept AS dept, came_back.region AS region, came_back.back_at AS back_at, later.at AS again_at
    FROM came_back
    ASOF INNER JOIN submissions AS later
    ON later.applicant = came_back.applicant AND later.item = came_back.item AND later.at > came_back.back_at
    WHERE dateDiff('second', back_at, again_at) <= {natural_days:UInt32} * 86400
)
SELECT
    concat(who, ' ', of_item) AS place,
    'identity' AS kind,
    concat('applicant:', who) AS name,
    again.item AS of_item,
    of_item AS item,
    toString(toDate(toTimeZone(min(back_at), {zone:String}))) AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    arraySort(groupArray((back_at, case_no))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    length(found) AS figure_n
FROM again
GROUP BY who, of_item
HAVING place > {after:String} AND figure_n >= {count:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
