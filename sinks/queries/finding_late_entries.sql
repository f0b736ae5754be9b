-- P-13 monthly: persons with more than `per_month` cases recorded late in a calendar month; not by what findings made.
-- limit = 1000
-- after = -
SELECT
    concat(month, ' ', name) AS place,
    'person' AS kind,
    responsible_staff_id AS name,
    formatDateTime(toTimeZone(assumeNotNull(violated_at), {zone:String}), '%Y-%m') AS month,
    argMax(dept_code, (violated_at, card_id)) AS dept_code,
    argMax(region_code, (violated_at, card_id)) AS region_code,
    arraySort(groupArray((assumeNotNull(violated_at), card_id))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM standing_cards
WHERE rule_id = 'P-13' AND NOT historical AND NOT startsWith(subject, 'finding:')
  AND violated_at IS NOT NULL AND responsible_staff_id != ''
GROUP BY name, month
HAVING place > {after:String} AND length(found) > {per_month:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
