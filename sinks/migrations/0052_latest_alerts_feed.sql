-- Copies rows, sums nothing: a redelivered row changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS latest_alerts_feed TO latest_alerts
AS SELECT id, revision, subject, type, time, stamp, data FROM alerts
