-- title_zh = "在办"
-- title_en = "Open"
-- means_zh = "已经受理、尚未决定也未办结的办件。"
-- means_en = "Cases accepted, and neither decided nor closed."
-- kind = "stat"
-- columns = ["value"]
-- link = "due"
SELECT count() AS value
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL
  {{narrowed}}
LIMIT {limit:UInt32}
