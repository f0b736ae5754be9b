-- Every revision of the alerts about a subject.
-- limit = 10000
SELECT id, revision, subject, type, time, data
FROM alerts FINAL
WHERE subject = {subject:String}
ORDER BY id, revision
LIMIT {limit:UInt32}
