-- Scores: ratings given in a month on all channels, by person, place, channel, grade and status; what does not count too.
-- limit = 10000
-- after = -
SELECT
    concat(
        'at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code, '\t',
        leftPad(toString(of_channel), 3, '0'), '\t', toString(of_level), '\t', of_status, '\t', toString(counting)
    ) AS place,
    staff_id, dept_code, item_code, region_code,
    ifNull(rating.channel, 0) AS of_channel,
    ifNull(rating.level, 0) AS of_level,
    rating.status AS of_status,
    rating.counts AND NOT historical AS counting,
    count() AS number
FROM current_ratings AS rating
WHERE rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND status != 'withdrawn'
GROUP BY staff_id, dept_code, item_code, region_code, of_channel, of_level, of_status, counting
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
