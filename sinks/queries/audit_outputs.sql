-- One kind of output in 4,096 pieces by a checksum of identities: how many, and the sum of the contents' checksums.
-- limit = 10000
SELECT CRC32(identity) % 4096 AS piece, count() AS records, sum(content) AS checksum
FROM (
    SELECT 'cards' AS name, concat(card_id, '/', toString(revision)) AS identity, CRC32(data) AS content
    FROM cards FINAL
    UNION ALL
    SELECT 'tickets', concat(id, '/', toString(revision)), CRC32(data) FROM tickets FINAL
    UNION ALL
    SELECT 'leads', concat(id, '/', toString(revision)), CRC32(data) FROM leads FINAL
    UNION ALL
    SELECT 'ratings', concat(rating_id, '/', toString(revision)), CRC32(data) FROM ratings FINAL
    UNION ALL
    SELECT 'alerts', concat(id, '/', toString(revision)), CRC32(data) FROM alerts FINAL
    UNION ALL
    SELECT 'assessments', concat(id, '/', toString(revision)), CRC32(data) FROM assessments FINAL
    UNION ALL
    SELECT 'action_outcomes', concat(id, '/', toString(revision)), CRC32(data) FROM action_outcomes FINAL
    UNION ALL
    SELECT 'dead_letters', concat(topic, '/', toString(partition), '/', toString(offset), '/', event_id), CRC32(reason)
    FROM dead_letters FINAL
    UNION ALL
    SELECT 'archived_cases', concat(case_no, '/', toString(toUnixTimestamp64Milli(stamp))), CRC32(dossier)
    FROM archived_cases FINAL
)
WHERE name = {table:String}
GROUP BY piece
ORDER BY piece
LIMIT {limit:UInt32}
