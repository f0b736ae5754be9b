-- The records that were there before the views fed; running twice changes nothing.
INSERT INTO subjects_by_id
SELECT DISTINCT card_id, subject FROM cards
UNION ALL
SELECT DISTINCT id, subject FROM tickets
UNION ALL
SELECT DISTINCT id, subject FROM leads
UNION ALL
SELECT DISTINCT id, subject FROM alerts
