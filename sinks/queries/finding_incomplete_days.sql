-- A-15: days of which a source counted other numbers of events than were received, by more than `percent`.
-- limit = 1000
-- after = -
WITH counted AS (
    SELECT
        subject AS origin,
        JSONExtractString(value, 'data', 'date') AS day,
        argMax(JSONExtractUInt(value, 'data', 'events'), (time, recordedtime, event_id)) AS events
    FROM events
    WHERE type = 'source.counted' AND readable
    GROUP BY origin, day
),
received AS (
    SELECT
        source AS origin,
        toString(toDate32(toTimeZone(coalesce(recordedtime, stamp), {zone:String}))) AS day,
        uniqExact(event_id) AS events
    FROM events
    WHERE readable AND type != 'source.counted' AND source IN (SELECT origin FROM counted)
    GROUP BY origin, day
)
SELECT
    concat(counted.origin, ' ', counted.day) AS place,
    counted.origin AS source,
    counted.day AS day,
    counted.events AS counted,
    received.events AS received
FROM counted LEFT JOIN received ON received.origin = counted.origin AND received.day = counted.day
WHERE day < {today:String} AND place > {after:String}
    AND abs(toInt64(counted.events) - toInt64(received.events)) * 100
        > {percent:UInt32} * greatest(toInt64(counted.events), 1)
ORDER BY place
LIMIT {limit:UInt32}
