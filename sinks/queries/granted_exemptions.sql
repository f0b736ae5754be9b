-- The cards that were revoked on a filed exemption, as they stand now.
-- limit = 10000
SELECT *
FROM current_cards
WHERE state = 'revoked' AND JSONExtractString(data, 'exemption') != ''
ORDER BY time, card_id
LIMIT {limit:UInt32}
