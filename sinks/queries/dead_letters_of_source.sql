-- Records of one source that could not be taken, each with its reason, the newest first.
-- limit = 10000
SELECT letters.reason AS reason, letters.path AS path, own.event_id AS id, own.type AS type, own.subject AS subject,
       letters.topic AS topic, letters.partition AS partition, letters.offset AS offset, own.stamp AS stamp
FROM (SELECT topic, partition, offset, event_id, reason, path FROM dead_letters FINAL) AS letters
INNER JOIN (
    SELECT topic, partition, offset, event_id, type, subject, stamp
    FROM events
    WHERE readable
      AND source = {source:String}
      AND (topic, partition, offset) IN (SELECT topic, partition, offset FROM dead_letters)
    LIMIT 1 BY topic, partition, offset
) AS own USING (topic, partition, offset)
ORDER BY stamp DESC, topic, partition, offset
LIMIT {limit:UInt32}
