-- R-06: persons and items with `count` bad ratings within `natural_days` days at some time, each counted and confirmed.
-- limit = 1000
-- after = -
WITH confirmed AS (
    SELECT
        ticket.id AS ref,
        min(rating.rated_at) AS at,
        argMin(rating.staff_id, rating.rated_at) AS staff_id,
        argMin(rating.item_code, rating.rated_at) AS item_code,
        argMin(rating.dept_code, rating.rated_at) AS dept,
        argMin(rating.region_code, rating.rated_at) AS region
    FROM current_tickets AS ticket
    INNER JOIN current_ratings AS rating
        ON rating.subject = ticket.subject AND rating.ticket_id = ticket.id
    WHERE ticket.kind = 'bad_rating' AND ticket.finding = 'confirmed' AND ticket.state NOT IN ('appealed', 'void')
      AND rating.counts AND rating.bad
    GROUP BY ticket.id
)
SELECT
    concat(kind, ':', name) AS place,
    kind,
    name,
    argMax(dept, (at, ref)) AS dept_code,
    argMax(region, (at, ref)) AS region_code,
    arraySort(groupArray((toDate32(toTimeZone(at, {zone:String})), at, ref))) AS found,
    arrayMap(each -> each.3, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.2), ' ', 'T'), 'Z'), found) AS times
FROM confirmed
ARRAY JOIN ['person', 'item'] AS kind, [staff_id, item_code] AS name
WHERE name != ''
GROUP BY kind, name
HAVING place > {after:String}
   AND length(found) >= {count:UInt32}
   AND arrayExists(
       last -> dateDiff('day', found[last - {count:UInt32} + 1].1, found[last].1) < {natural_days:UInt32},
       range({count:UInt32}, length(found) + 1)
   )
ORDER BY place
LIMIT {limit:UInt32}
