-- The current record of every ticket of a subject.
-- limit = 1000
SELECT * FROM current_tickets WHERE subject = {subject:String} ORDER BY opened_at, id LIMIT {limit:UInt32}
