-- The current records of several cards, found by their ids (separated by commas), in order of ids.
-- limit = 1000
WITH named AS (SELECT arrayJoin(splitByChar(',', {card_ids:String})) AS each)
SELECT card_id, rule_id, colour, state, subject, violated_at, arithmetic, evidence
FROM cards
WHERE subject IN (SELECT subject FROM subjects_by_id WHERE id IN (SELECT each FROM named))
  AND card_id IN (SELECT each FROM named)
ORDER BY card_id, revision DESC, stamp DESC
LIMIT 1 BY card_id
LIMIT {limit:UInt32}
