-- Copies ids, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS subjects_of_leads TO subjects_by_id AS SELECT id, subject FROM leads
