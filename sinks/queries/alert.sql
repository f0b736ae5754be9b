-- The newest revision of an alert.
-- limit = 1
SELECT id, revision, subject, type, time, data
FROM alerts FINAL
WHERE subject IN (SELECT subject FROM subjects_by_id WHERE id = {alert_id:String}) AND id = {alert_id:String}
ORDER BY revision DESC
LIMIT {limit:UInt32}
