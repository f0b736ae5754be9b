-- title_zh = "待核线索"
-- title_en = "Open leads"
-- means_zh = "现无人核实的线索，不论何时发现。"
-- means_en = "Leads nobody has decided on yet, whenever they were found."
-- kind = "stat"
-- columns = ["value"]
-- link = "leads?state=open"
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "orange"}]
SELECT count() AS value
FROM current_leads
WHERE state = 'open'
  {{narrowed}}
LIMIT {limit:UInt32}
