-- The alerts that were there before the view fed; running twice changes nothing.
INSERT INTO latest_alerts (id, revision, subject, type, time, stamp, data)
SELECT id, revision, subject, type, time, stamp, data FROM alerts
