-- A-01: IP addresses, devices and accounts with `count` ratings or more within `minutes` minutes, by day of the first.
-- limit = 1000
-- after = -
-- Default ratings are nobody's. Tablets and terminals of a hall (channels 4, 5, 9) share an address and a device by
-- nature, so there only the account tells. A rating is part of a burst where some `count` in a row that hold it came
-- within the time; what follows within the time belongs to the same burst. Evidence: the ratings.
WITH
{count:UInt32} AS least,
{minutes:UInt32} * 60000 AS width,
given AS (
    SELECT
        kind, name, toUnixTimestamp64Milli(assumeNotNull(rated_at)) AS at, rating_id, dept_code, region_code,
        ifNull(level, 0) >= 4 AS is_good
    FROM current_ratings
    ARRAY JOIN ['ip', 'device', 'account'] AS kind, [ip_hash, device_hash, account_hash] AS name
    WHERE name != '' AND NOT is_default AND NOT historical AND status != 'withdrawn'
      AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND (kind = 'account' OR ifNull(channel, 0) NOT IN (4, 5, 9))
),
lines AS (
    SELECT
        kind, name,
        arraySort(groupArray((at, rating_id, dept_code, region_code, is_good))) AS line,
        {{bursts}}
    FROM given
    GROUP BY kind, name
    HAVING length(line) >= least
)
SELECT
    concat(period, ' ', of_kind, ' ', of_name) AS place,
    'identity' AS kind,
    concat(of_kind, ':', of_name) AS name,
    toString(toDate(toTimeZone(fromUnixTimestamp64Milli(first_at), {zone:String}))) AS period,
    arrayElement(topK(1)(each.3), 1) AS dept_code,
    arrayElement(topK(1)(each.4), 1) AS region_code,
    arraySort(groupArray((each.1, each.2))) AS found,
    arrayMap(one -> one.2, found) AS refs,
    arrayMap(one -> concat(replaceOne(toString(fromUnixTimestamp64Milli(one.1, 'UTC')), ' ', 'T'), 'Z'), found) AS times,
    length(found) AS figure_n,
    countIf(each.5) AS figure_good
FROM (SELECT kind AS of_kind, name AS of_name, dense, first_times FROM lines)
ARRAY JOIN dense AS each, first_times AS first_at
GROUP BY of_kind, of_name, period
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
