-- R-09: channels of departments that gave no rating since `N` days or more on which the department closed cases.
-- limit = 1000
-- after = -
WITH given AS (
    SELECT
        dept_code,
        channel,
        max(toDate32(toTimeZone(rated_at, {zone:String}))) AS last_day
    FROM current_ratings
    WHERE NOT is_default AND channel IS NOT NULL AND channel != 7 AND dept_code != '' AND rated_at IS NOT NULL
    GROUP BY dept_code, channel
),
closed AS (
    SELECT DISTINCT dept_code, region_code, toDate32(toTimeZone(closed_at, {zone:String})) AS day
    FROM current_case_states
    WHERE closed_at IS NOT NULL AND day < toDate32({today:String})
)
SELECT
    concat(dept_code, ' ', toString(channel)) AS place,
    given.dept_code AS dept_code,
    given.channel AS channel,
    toString(given.last_day) AS last_day,
    any(closed.region_code) AS region_code,
    arrayMap(day -> toString(day), arraySlice(arraySort(groupUniqArray(closed.day)), 1, {N:UInt32} + 366)) AS days
FROM given INNER JOIN closed ON closed.dept_code = given.dept_code
WHERE closed.day > given.last_day
GROUP BY dept_code, channel, last_day
HAVING place > {after:String} AND length(days) >= {N:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
