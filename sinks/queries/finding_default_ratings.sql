-- A-06: departments of whose ratings in a month more than `percent` % are default ones.
-- limit = 1000
-- after = -
-- `of`: default ratings and those that count; `number`: the default ones, which are the evidence.
SELECT
    concat(month, ' ', department) AS place,
    'dept' AS kind,
    rating.dept_code AS department,
    department AS name,
    formatDateTime(toTimeZone(assumeNotNull(rated_at), {zone:String}), '%Y-%m') AS month,
    month AS period,
    department AS dept_code,
    arrayElement(topK(1)(rating.region_code), 1) AS region_code,
    count() AS of,
    countIf(is_default) AS number,
    arraySlice(arraySort(groupArrayIf((assumeNotNull(rated_at), rating_id), is_default)), 1, 200) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM current_ratings AS rating
WHERE department != '' AND (counts OR is_default) AND NOT historical AND status NOT IN ('withdrawn', 'duplicate')
  AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY department, month
HAVING place > {after:String} AND of >= {fewest:UInt32} AND number * 100 > of * {percent:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
