-- Reports: items, units and windows with an event in the month, and windows that had one in the ninety days before it.
-- limit = 10000
-- after = -
SELECT
    concat(kind, ' ', code) AS place,
    kind, code,
    countIf(time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')) AS events
FROM events
ARRAY JOIN
    ['item', 'unit', 'window'] AS kind,
    [item_code, dept_code, if(JSONExtractString(value, 'data', 'window_no') = '', '',
        concat(dept_code, ' ', JSONExtractString(value, 'data', 'window_no')))] AS code
WHERE topic IN ('case-events', 'rating-events') AND readable AND code != ''
  AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC') - toIntervalDay(90)
  AND time < parseDateTime64BestEffort({until:String}, 3, 'UTC')
GROUP BY kind, code
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
