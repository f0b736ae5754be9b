-- All revisions of a card, the first first; the last is the current record.
-- limit = 1000
SELECT *
FROM cards
WHERE subject IN (SELECT subject FROM subjects_by_id WHERE id = {card_id:String})
  AND card_id = {card_id:String}
ORDER BY revision, stamp DESC
LIMIT 1 BY revision
LIMIT {limit:UInt32}
