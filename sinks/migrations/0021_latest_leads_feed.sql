-- Copies rows, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS latest_leads_feed TO latest_leads AS SELECT * FROM leads
