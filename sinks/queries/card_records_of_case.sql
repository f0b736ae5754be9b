-- All revisions of every card of a subject as they were written, without the columns beside: the cards one after the other, the first revision first.
-- limit = 10000
SELECT card_id, revision, rulebook_hash, time, stamp, data
FROM cards
WHERE subject = {subject:String}
ORDER BY card_id, revision, stamp DESC
LIMIT 1 BY card_id, revision
LIMIT {limit:UInt32}
