-- Ratings by grade among those that count, and those left out by reason; of a department or all (*), rated in a span.
-- limit = 1000
-- dept_code = *
-- since = 1970-01-01T00:00:00Z
-- until = 2200-01-01T00:00:00Z
WITH given AS (
    SELECT level, counts, bad, multiIf(status != 'valid', status, historical, 'historical', 'other') AS reason
    FROM current_ratings
    WHERE rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
      AND ({dept_code:String} = '*' OR dept_code = {dept_code:String})
),
(SELECT countIf(counts) FROM given) AS counted
SELECT part, name, numerator, denominator,
       if(part = 'excluded' OR denominator = 0, NULL, intDivOrZero(numerator * 10000, denominator) / 100) AS percent
FROM (
    SELECT 'grade' AS part, toString(grade) AS name, countIf(counts AND level = grade) AS numerator, counted AS denominator
    FROM given ARRAY JOIN [5, 4, 3, 2, 1] AS grade
    GROUP BY grade
    UNION ALL
    SELECT 'rate', 'satisfied', countIf(counts AND level >= 3), counted FROM given
    UNION ALL
    SELECT 'rate', 'bad', countIf(counts AND bad), counted FROM given
    UNION ALL
    SELECT 'excluded', reason, count(), counted FROM given WHERE NOT counts GROUP BY reason
)
ORDER BY indexOf(['rate', 'grade', 'excluded'], part), name DESC
LIMIT {limit:UInt32}
