-- What was said last of each finding: its event, by the moment it speaks of.
-- limit = 1000
-- after = -
SELECT subject AS place, subject, argMax(value, (ifNull(time, stamp), stamp, event_id)) AS value
FROM events
WHERE topic = 'findings' AND readable AND type IN ('finding.opened', 'finding.changed') AND startsWith(subject, 'finding:')
  AND subject > {after:String}
GROUP BY subject
ORDER BY place
LIMIT {limit:UInt32}
