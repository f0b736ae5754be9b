-- The current record of a lead.
-- limit = 1
SELECT *
FROM current_leads
WHERE subject IN (SELECT subject FROM subjects_by_id WHERE id = {lead_id:String}) AND id = {lead_id:String}
LIMIT {limit:UInt32}
