-- title_zh = "今日办结"
-- title_en = "Ended today"
-- means_zh = "今天作出决定或办结的办件，以先发生者计；从未受理的不计。"
-- means_en = "Cases decided or closed today, whichever came first; those never accepted are left out."
-- kind = "stat"
-- columns = ["value"]
-- link = "cases?what=ended"
WITH
toDate32(toTimeZone(parseDateTime64BestEffort({now:String}, 3, 'UTC'), {zone:String})) AS today,
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
least(ifNull(decided_at, never), ifNull(closed_at, never)) AS ended_at
SELECT count() AS value
FROM case_states FINAL
WHERE start_date IS NOT NULL AND toDate32(toTimeZone(ended_at, {zone:String})) = today
  {{narrowed}}
LIMIT {limit:UInt32}
