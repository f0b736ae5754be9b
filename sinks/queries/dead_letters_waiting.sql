-- Dead letters that were not sent again, by source and reason, the most frequent first.
-- limit = 100
SELECT source, reason, count() AS records, max(stamp) AS newest
FROM (SELECT source, reason, stamp FROM dead_letters FINAL WHERE replayed_at IS NULL)
GROUP BY source, reason
ORDER BY records DESC, source, reason
LIMIT {limit:UInt32}
