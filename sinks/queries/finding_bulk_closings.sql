-- A-09: accounts that closed `count` cases or more within `minutes` minutes, by day of the first.
-- limit = 1000
-- after = -
-- A closing is part of it where some `count` in a row that hold it came within the time. Evidence: the cases.
WITH
{count:UInt32} AS least,
{minutes:UInt32} * 60000 AS width,
closings AS (
    SELECT
        subject, staff_id AS name, min(toUnixTimestamp64Milli(assumeNotNull(time))) AS at,
        any(dept_code) AS dept, any(region_code) AS region
    FROM events
    WHERE type = 'case.closed' AND topic = 'case-events' AND readable AND staff_id != ''
      AND time >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND (topic, partition, offset) NOT IN (SELECT topic, partition, offset FROM dead_letters)
    GROUP BY subject, staff_id
),
lines AS (
    SELECT
        name,
        arraySort(groupArray((at, subject, dept, region))) AS line,
        {{bursts}}
    FROM closings
    GROUP BY name
    HAVING length(line) >= least
)
SELECT
    concat(period, ' ', of_name) AS place,
    'person' AS kind,
    of_name AS name,
    toString(toDate(toTimeZone(fromUnixTimestamp64Milli(first_at), {zone:String}))) AS period,
    arrayElement(topK(1)(each.3), 1) AS dept_code,
    arrayElement(topK(1)(each.4), 1) AS region_code,
    arraySort(groupArray((each.1, each.2))) AS found,
    arrayMap(one -> one.2, found) AS refs,
    arrayMap(one -> concat(replaceOne(toString(fromUnixTimestamp64Milli(one.1, 'UTC')), ' ', 'T'), 'Z'), found) AS times,
    length(found) AS figure_n
FROM (SELECT name AS of_name, dense, first_times FROM lines)
ARRAY JOIN dense AS each, first_times AS first_at
GROUP BY of_name, period
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
