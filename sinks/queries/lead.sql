-- The current record of a lead.
-- limit = 1
SELECT * FROM current_leads WHERE id = {lead_id:String} LIMIT {limit:UInt32}
