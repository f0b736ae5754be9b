-- The pieces of a freeze of a month, each once, in order; goes on after a place.
-- limit = 5
-- after = -
SELECT id AS place, argMax(data, stamp) AS data
FROM assessments
WHERE subject = {subject:String} AND type = 'assessment.piece' AND startsWith(id, {frozen:String}) AND id > {after:String}
GROUP BY id
ORDER BY place
LIMIT {limit:UInt32}
