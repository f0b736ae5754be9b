-- A-04: persons of whose ratings in a month many were good and came within `seconds` seconds of closing the case.
-- limit = 1000
-- after = -
-- `of`: ratings that count of cases whose closing is known, given after it; `number`: those of them that were quick and
-- good. Evidence: these. The person is whom the rating names, else who ended the case.
WITH
given AS (
    SELECT
        if(rating.staff_id != '', rating.staff_id, standing.ended_by) AS person,
        assumeNotNull(rating.rated_at) AS at, rating.rating_id AS rating_id,
        rating.dept_code AS dept, rating.region_code AS region,
        formatDateTime(toTimeZone(at, {zone:String}), '%Y-%m') AS month,
        dateDiff('millisecond', assumeNotNull(standing.closed_at), at) AS after_ms,
        after_ms < {seconds:UInt32} * 1000 AND ifNull(rating.level, 0) >= 4 AS is_quick
    FROM current_ratings AS rating
    INNER JOIN current_case_states AS standing ON standing.case_no = rating.subject
    WHERE rating.counts AND NOT rating.historical AND NOT rating.is_default AND standing.closed_at IS NOT NULL
      AND rating.rated_at >= standing.closed_at
      AND rating.rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND rating.rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
)
SELECT
    concat(month, ' ', person) AS place,
    'person' AS kind,
    person AS name,
    month AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    arraySort(groupArrayIf((at, rating_id), is_quick)) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    count() AS of,
    length(found) AS number
FROM given
WHERE person != ''
GROUP BY person, month
HAVING place > {after:String} AND of >= {fewest:UInt32} AND number * 100 > of * {percent:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
