-- A-05: how many ratings that count, and how many bad ones, each person and each department had in a month.
-- limit = 1000
-- after = -
-- All of them, for each is held against the others of its kind. Evidence: of those without a bad one, their first twenty.
SELECT
    concat(month, ' ', of_kind, ' ', of_name) AS place,
    of_kind AS kind,
    of_name AS name,
    formatDateTime(toTimeZone(assumeNotNull(rated_at), {zone:String}), '%Y-%m') AS month,
    month AS period,
    arrayElement(topK(1)(rating.dept_code), 1) AS dept_code,
    arrayElement(topK(1)(rating.region_code), 1) AS region_code,
    count() AS of,
    countIf(bad) AS number,
    if(number = 0, arraySlice(arraySort(groupArray((assumeNotNull(rated_at), rating_id))), 1, 20), []) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM current_ratings AS rating
ARRAY JOIN ['person', 'dept'] AS of_kind, [rating.staff_id, rating.dept_code] AS of_name
WHERE of_name != '' AND counts AND NOT historical AND NOT is_default
  AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY of_kind, of_name, month
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
