-- The cards issued last, newest first, as they stand now.
-- limit = 10
SELECT * FROM current_cards ORDER BY issued_at DESC, card_id LIMIT {limit:UInt32}
