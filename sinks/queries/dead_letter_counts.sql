-- How many records were dead-lettered, by topic and reason.
-- limit = 10000
SELECT topic, reason, count() AS records
FROM (SELECT topic, reason FROM dead_letters FINAL)
GROUP BY topic, reason
ORDER BY topic, reason
LIMIT {limit:UInt32}
