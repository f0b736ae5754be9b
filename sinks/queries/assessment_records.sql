-- Scores: events of cases that happened in a month, by who did them, and how many of them are corrections.
-- limit = 10000
-- after = -
-- An event read twice counts once, one that was refused not at all.
SELECT
    concat('at ', staff_id, '\t', dept_code, '\t', item_code, '\t', region_code) AS place,
    staff_id,
    dept_code,
    '' AS item_code,
    region_code,
    uniqExact(sipHash64(subject, source, event_id)) AS records,
    uniqExactIf(sipHash64(subject, source, event_id), type = 'case.corrected') AS corrections
FROM events
WHERE topic = 'case-events' AND readable
  AND stamp >= parseDateTime64BestEffort({since:String}, 3, 'UTC') - toIntervalDay(2)
  AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
GROUP BY staff_id, dept_code, item_code, region_code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
