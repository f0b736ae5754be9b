-- title_zh = "回访结果"
-- title_en = "Call-backs"
-- means_zh = "期间内立单、已回访的整改单，按回访结果。"
-- means_en = "Tickets opened in the period that were called back, by what the citizen said."
-- kind = "bars"
-- columns = ["follow_up", "tickets"]
-- link = "tickets"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT follow_up, count() AS tickets
FROM (
    SELECT follow_up
    FROM current_tickets
    WHERE NOT historical AND follow_up != '' AND opened_at >= since AND opened_at < until
      {{placed}}
)
GROUP BY follow_up
ORDER BY follow_up
LIMIT {limit:UInt32}
