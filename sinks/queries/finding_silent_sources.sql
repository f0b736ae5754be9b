-- A-15: each source with its last event and how many came on each day of the ninety before it.
-- limit = 1000
-- after = -
WITH daily AS (
    SELECT
        source,
        toDate32(toTimeZone(coalesce(recordedtime, stamp), {zone:String})) AS day,
        uniqExact(event_id) AS events,
        max(coalesce(recordedtime, stamp)) AS latest
    FROM events
    WHERE readable AND source != '' AND topic IN ('case-events', 'rating-events')
    GROUP BY source, day
),
lasts AS (
    SELECT source, max(latest) AS latest, max(day) AS last_day FROM daily GROUP BY source
)
SELECT
    source AS place,
    source,
    concat(replaceOne(toString(any(lasts.latest)), ' ', 'T'), 'Z') AS last,
    groupArray(toString(daily.day)) AS days,
    groupArray(daily.events) AS received
FROM daily INNER JOIN lasts ON lasts.source = daily.source
WHERE daily.day >= lasts.last_day - 90 AND lasts.last_day <= toDate32({today:String})
GROUP BY source
HAVING place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
