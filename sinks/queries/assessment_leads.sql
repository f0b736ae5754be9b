-- Scores: signs of manipulated data (A) found in a month that a person confirmed, by department.
-- limit = 10000
-- after = -
SELECT
    concat('at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code) AS place,
    '' AS staff_id,
    dept_code, item_code, region_code,
    count() AS leads,
    sum(sipHash64(id) % 4294967296) AS digest
FROM current_leads
WHERE kind = 'authenticity' AND state = 'confirmed'
  AND found_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND found_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY dept_code, item_code, region_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
