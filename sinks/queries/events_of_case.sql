-- All archived events of a subject, as they came, in the order they were recorded.
-- limit = 10000
SELECT topic, partition, offset, stamp, readable, event_id, source, type, time, recordedtime, value
FROM events
WHERE subject = {subject:String}
ORDER BY ifNull(recordedtime, stamp), topic, partition, offset
LIMIT 1 BY topic, partition, offset
LIMIT {limit:UInt32}
