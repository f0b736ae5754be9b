-- A-03: ratings given under these identities (pseudonyms, separated by blanks), by identity, rated unit and month.
-- limit = 1000
-- after = -
-- Whose the identities are, and whether the unit is their own, is known to who asks. Evidence: the ratings.
SELECT
    concat(period, ' ', of_name, ' ', dept_code) AS place,
    of_name AS name,
    formatDateTime(toTimeZone(assumeNotNull(rated_at), {zone:String}), '%Y-%m') AS period,
    dept_code,
    arraySort(groupArray((assumeNotNull(rated_at), rating_id))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM current_ratings
ARRAY JOIN arrayDistinct([evaluator_hash, phone_hash, account_hash]) AS of_name
WHERE of_name != '' AND has(splitByChar(' ', {identities:String}), of_name)
  AND NOT is_default AND NOT historical AND status != 'withdrawn'
  AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
GROUP BY of_name, period, dept_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
