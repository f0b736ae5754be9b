-- A-02: certificates and telephones that rated cases of `count` different applicants or more on a day, all of them others'.
-- limit = 1000
-- after = -
-- Neither it nor the evaluator of the rating is applicant or agent of the case. Cases whose applicant is not known are
-- left out: of them nothing can be said. Evidence: the ratings.
WITH
given AS (
    SELECT
        kind, name, subject, rating_id, assumeNotNull(rated_at) AS at, evaluator_hash, dept_code, region_code,
        toString(toDate(toTimeZone(at, {zone:String}))) AS day
    FROM current_ratings
    ARRAY JOIN ['certificate', 'telephone'] AS kind, [evaluator_hash, phone_hash] AS name
    WHERE name != '' AND NOT is_default AND NOT historical AND status != 'withdrawn'
      AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
),
parties AS (
    SELECT
        subject,
        argMax(JSONExtractString(value, 'data', 'applicant_hash'), (time, event_id)) AS applicant,
        argMax(JSONExtractString(value, 'data', 'agent_hash'), (time, event_id)) AS agent
    FROM events
    WHERE type = 'case.submitted' AND topic = 'case-events' AND readable AND subject IN (SELECT subject FROM given)
    GROUP BY subject
    HAVING applicant != ''
)
SELECT
    concat(day, ' ', of_kind, ' ', of_name) AS place,
    'identity' AS kind,
    concat(of_kind, ':', of_name) AS name,
    day AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    arraySort(groupArray((at, rating_id))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    uniqExact(applicant) AS figure_n
FROM (
    SELECT
        given.kind AS of_kind, given.name AS of_name, given.day AS day, given.at AS at, given.rating_id AS rating_id,
        given.dept_code AS dept, given.region_code AS region, given.evaluator_hash AS evaluator,
        parties.applicant AS applicant, parties.agent AS agent
    FROM given INNER JOIN parties ON parties.subject = given.subject
)
WHERE of_name NOT IN (applicant, agent) AND (evaluator = '' OR evaluator NOT IN (applicant, agent))
GROUP BY of_kind, of_name, day
HAVING place > {after:String} AND figure_n >= {count:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
