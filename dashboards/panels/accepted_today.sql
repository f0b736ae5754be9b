-- title_zh = "今日受理"
-- title_en = "Accepted today"
-- means_zh = "今天起算的办件（含到期未答复视为受理的），按起算日计。"
-- means_en = "Cases whose days begin today, deemed acceptances among them."
-- kind = "stat"
-- columns = ["value"]
-- link = "cases?what=accepted"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today
SELECT count() AS value
FROM case_states FINAL
WHERE start_date = today
  {{narrowed}}
LIMIT {limit:UInt32}
