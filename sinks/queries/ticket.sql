-- The current record of a ticket.
-- limit = 1
SELECT *
FROM current_tickets
WHERE subject IN (SELECT subject FROM subjects_by_id WHERE id = {ticket_id:String}) AND id = {ticket_id:String}
LIMIT {limit:UInt32}
