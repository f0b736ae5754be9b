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
  {{narrowed}}
LIMIT {limit:UInt32}
