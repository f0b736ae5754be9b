-- What became of the desk actions on a subject: one row an action.
-- limit = 10000
SELECT id, type, time, data
FROM action_outcomes FINAL
WHERE subject = {subject:String}
ORDER BY time, id
LIMIT {limit:UInt32}
