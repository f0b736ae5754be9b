-- Copies rows, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS latest_cards_feed TO latest_cards AS SELECT * FROM cards
