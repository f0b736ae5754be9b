-- E-02: persons with `per_month` yellow cards or more that stand and became true in a month; not those findings made.
-- limit = 1000
-- after = -
SELECT
    concat(month, ' ', name) AS place,
    'person' AS kind,
    responsible_staff_id AS name,
    formatDateTime(toTimeZone(assumeNotNull(violated_at), {zone:String}), '%Y-%m') AS month,
    month AS period,
    argMax(dept_code, (violated_at, card_id)) AS dept_code,
    argMax(region_code, (violated_at, card_id)) AS region_code,
    arraySort(groupArray((assumeNotNull(violated_at), card_id))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM standing_cards
WHERE colour = 'yellow' AND NOT historical AND NOT startsWith(subject, 'finding:') AND responsible_staff_id != ''
  AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
GROUP BY name, month
HAVING place > {after:String} AND length(found) >= {per_month:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
