-- Copies ids, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS subjects_of_cards TO subjects_by_id AS SELECT card_id AS id, subject FROM cards
