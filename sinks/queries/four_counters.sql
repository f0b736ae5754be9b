-- 一事一调查: of cards that stand and bad ratings, how many were investigated, held responsible, rectified, answered.
-- limit = 1000
SELECT
    counter,
    kind,
    countIf(NOT historical) AS total,
    countIf(NOT historical AND done) AS done,
    total - done AS missing,
    countIf(historical) AS historical_apart
FROM matters
ARRAY JOIN
    ['investigated', 'held_responsible', 'rectified', 'answered'] AS counter,
    [investigated, held_responsible, rectified, answered] AS done
GROUP BY counter, kind
ORDER BY indexOf(['investigated', 'held_responsible', 'rectified', 'answered'], counter), kind
LIMIT {limit:UInt32}
