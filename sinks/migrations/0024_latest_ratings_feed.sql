-- Copies rows, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS latest_ratings_feed TO latest_ratings AS SELECT * FROM ratings
