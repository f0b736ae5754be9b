-- title_zh = "对账"
-- title_en = "Counts that do not agree"
-- means_zh = "来源自报数与收到数不一致的日子：自报、收到、差额；今天和未报的不列。"
-- means_en = "Days of which a source counted other numbers than were received; today and days nobody counted are left out."
-- kind = "table"
-- columns = ["source", "day", "counted", "received", "missing_events"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today,
counted AS (
    SELECT subject AS origin, JSONExtractString(value, 'data', 'date') AS day, argMax(JSONExtractUInt(value, 'data', 'events'), (time, recordedtime, event_id)) AS events
    FROM events
    WHERE type = 'source.counted' AND readable AND stamp >= since AND stamp < until + toIntervalDay(31)
    GROUP BY origin, day
),
received AS (
    SELECT source AS origin, toString(toDate32(toTimeZone(coalesce(recordedtime, stamp), {zone:String}))) AS day, uniqExact(event_id) AS events
    FROM events
    WHERE readable AND type != 'source.counted' AND stamp >= since - toIntervalDay(31) AND stamp < until + toIntervalDay(31)
      AND source IN (SELECT origin FROM counted)
    GROUP BY origin, day
)
SELECT counted.origin AS source, counted.day AS day, counted.events AS counted, received.events AS received, toInt64(counted) - toInt64(received) AS missing_events
FROM counted LEFT JOIN received ON received.origin = counted.origin AND received.day = counted.day
WHERE day < toString(today) AND missing_events != 0
ORDER BY day DESC, source
LIMIT {limit:UInt32}
