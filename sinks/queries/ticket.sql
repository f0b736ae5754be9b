-- The current record of a ticket.
-- limit = 1
SELECT * FROM current_tickets WHERE id = {ticket_id:String} LIMIT {limit:UInt32}
