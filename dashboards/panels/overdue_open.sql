-- title_zh = "超期在办"
-- title_en = "Open past the promise"
-- means_zh = "在办且今天已过承诺到期日的办件；没有承诺时限的不计。"
-- means_en = "Open cases whose promised day lies before today; without a promise limit none counts."
-- kind = "stat"
-- columns = ["value"]
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "red"}]
-- link = "due?late=1"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today
SELECT count() AS value
FROM case_states FINAL
WHERE start_date IS NOT NULL AND decided_at IS NULL AND closed_at IS NULL
  AND promise_due_date < today
  {{narrowed}}
LIMIT {limit:UInt32}
