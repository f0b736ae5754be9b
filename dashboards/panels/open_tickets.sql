-- title_zh = "未办结整改单"
-- title_en = "Open tickets"
-- means_zh = "现未办结也未作废的整改单；历史的不计。"
-- means_en = "Tickets neither closed nor void; history is left out."
-- kind = "stat"
-- columns = ["value"]
-- link = "tickets"
SELECT count() AS value
FROM current_tickets
WHERE state NOT IN ('closed', 'void') AND NOT historical
  {{placed}}
LIMIT {limit:UInt32}
