-- Cases that were accepted in a period, or ended in it (what = ended), the newest day first; of departments or of who accepted.
-- limit = 50
-- what = accepted
-- first_day = 1970-01-01
-- last_day = 2299-12-30
-- zone = Asia/Shanghai
-- before = 2299-12-31
-- before_id = *
WITH
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
least(ifNull(decided_at, never), ifNull(closed_at, never)) AS ended_at,
if({what:String} = 'ended', toDate32(toTimeZone(ended_at, {zone:String})), assumeNotNull(start_date)) AS day
SELECT case_no, item_code, dept_code, start_date, promise_due_date, status, accepted_by, ended_by, toString(day) AS day_of,
       if(ended_at = never, NULL, ended_at) AS ended,
       standing_warning, standing_yellow, standing_red
FROM case_states FINAL
WHERE start_date IS NOT NULL
  AND day >= toDate32({first_day:String}) AND day <= toDate32({last_day:String})
  {{theirs accepted_by}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{one_of item_code}}
  {{begins case_no}}
  AND (day < toDate32({before:String}) OR (day = toDate32({before:String}) AND case_no > {before_id:String}))
ORDER BY day DESC, case_no
LIMIT {limit:UInt32}
