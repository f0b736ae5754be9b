-- A page of dead letters, the newest first; after (stamp, topic, partition, offset) as one text.
-- limit = 50
-- waiting = *
-- before = 2299-01-01T00:00:00Z
-- before_id = *
WITH leftPad(toString(partition), 6, '0') || '/' || leftPad(toString(offset), 20, '0') AS spot
SELECT event_id AS id, reason, path, topic, partition, offset, subject, stamp, source, replayed_at,
       topic || '/' || spot AS place
FROM dead_letters FINAL
WHERE ({waiting:String} = '*' OR replayed_at IS NULL)
  {{is source}}
  {{is reason}}
  {{is topic}}
  AND (stamp < parseDateTime64BestEffort({before:String}, 3, 'UTC')
       OR (stamp = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND place > {before_id:String}))
ORDER BY stamp DESC, place
LIMIT {limit:UInt32}
