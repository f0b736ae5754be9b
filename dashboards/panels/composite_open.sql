-- title_zh = "在办并联"
-- title_en = "Composite cases open"
-- means_zh = "在办的并联审批、一件事办件。"
-- means_en = "Composite cases (one thing, many departments) that are open."
-- kind = "stat"
-- columns = ["value"]
-- link = "boards/liangpai-composite"
SELECT count() AS value
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL
  AND case_no IN (SELECT subject FROM events WHERE type = 'case.composite_created' AND readable)
  AND ({region:String} = '*' OR has(splitByChar(',', {region:String}), region_code))
  AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
  AND ({item:String} = '*' OR has(splitByChar(',', {item:String}), item_code))
LIMIT {limit:UInt32}
