-- The newest record that the archive has of each topic, by its timestamp, and how many records that is.
-- limit = 100
SELECT topic, max(stamp) AS newest, count() AS records
FROM (
    SELECT topic, stamp FROM events
    UNION ALL SELECT 'cards', stamp FROM cards
    UNION ALL SELECT 'tickets', stamp FROM tickets
    UNION ALL SELECT 'leads', stamp FROM leads
    UNION ALL SELECT 'alerts', stamp FROM alerts
    UNION ALL SELECT 'case-states', stamp FROM case_states
    UNION ALL SELECT 'action-outcomes', stamp FROM action_outcomes
)
GROUP BY topic
ORDER BY topic
LIMIT {limit:UInt32}
