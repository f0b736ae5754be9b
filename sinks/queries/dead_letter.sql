-- One dead letter by its id; the original only where it came sealed.
-- limit = 1
SELECT event_id AS id, reason, path, topic, partition, offset, subject, stamp, source, record_stamp, replayed_at,
       sealed, original
FROM dead_letters FINAL
WHERE event_id = {letter_id:String} AND event_id != ''
ORDER BY stamp DESC
LIMIT {limit:UInt32}
