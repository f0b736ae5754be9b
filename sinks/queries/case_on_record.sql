-- What an explanation of a subject rests on, in one answer: its events as they came, in the order they were recorded; every revision of its cards and tickets; what became of actions.
-- limit = 10000
SELECT part, id, revision, topic, partition, offset, time, stamp, rulebook_hash, reason, value
FROM (
    SELECT 'event' AS part, '' AS id, toUInt32(0) AS revision, topic, partition, offset,
           recordedtime AS time, stamp, '' AS rulebook_hash, '' AS reason, value
    FROM events
    WHERE subject = {subject:String}
    UNION ALL
    SELECT 'card', card_id, revision, '', 0, 0, time, stamp, rulebook_hash, reason, data
    FROM cards
    WHERE subject = {subject:String}
    UNION ALL
    SELECT 'ticket', id, revision, '', 0, 0, time, stamp, rulebook_hash, reason, ''
    FROM tickets
    WHERE subject = {subject:String}
    UNION ALL
    SELECT 'outcome', id, revision, '', 0, 0, time, stamp, '', '', data
    FROM action_outcomes
    WHERE subject = {subject:String}
)
-- Events last: of a subject with more than can be answered they are what is cut.
ORDER BY part = 'event', part, id, revision, if(part = 'event', ifNull(time, stamp), toDateTime64(0, 3, 'UTC')),
         topic, partition, offset, stamp DESC
LIMIT 1 BY part, id, revision, topic, partition, offset
LIMIT {limit:UInt32}
