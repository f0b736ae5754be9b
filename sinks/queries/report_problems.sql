-- Reports: what recurs in a month: rules of yellow and red cards and labels of bad ratings, by item; the heaviest first.
-- limit = 200
-- The weight is the number of times by the number of units: what many units meet has a common cause.
WITH met AS (
    SELECT 'rule' AS kind, rule_id AS code, item_code AS item, dept_code AS dept
    FROM standing_cards
    WHERE colour IN ('yellow', 'red') AND NOT historical
      AND violated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND violated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
    UNION ALL
    SELECT 'label' AS kind, label AS code, item_code AS item, dept_code AS dept
    FROM current_ratings ARRAY JOIN labels AS label
    WHERE counts AND bad AND NOT historical
      AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
)
SELECT kind, code, item, count() AS times, uniqExact(dept) AS units, times * units AS weight
FROM met
GROUP BY kind, code, item
HAVING times > 1
ORDER BY weight DESC, kind, code, item
LIMIT {limit:UInt32}
