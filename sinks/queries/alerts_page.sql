-- Alerts told to these receivers (unit/department, one a line; * all but what only discipline was told): those to acknowledge by their due time, then the newest; after (due, opened_at, id).
-- limit = 50
-- told_to = *
-- waiting = *
-- late_at = *
-- after = 1970-01-01T00:00:00Z
-- before = 2299-01-01T00:00:00Z
-- after_id = *
WITH
toDateTime64('2299-01-01 00:00:00', 3, 'UTC') AS never,
splitByChar('\n', {told_to:String}) AS mine,
arrayFilter(
    (until, who) -> if({told_to:String} = '*', NOT startsWith(who, 'discipline/'), has(mine, who)),
    waiting_until, current_alerts.waiting
) AS dues,
if(empty(dues), never, arrayMin(dues)) AS place
SELECT id, revision, kind, state, subject, about_id, colour, rule_id, dept_code, title, opened_at,
       nullIf(place, never) AS my_due, place
FROM current_alerts
WHERE opened_at IS NOT NULL
  AND if({told_to:String} = '*', arrayExists(who -> NOT startsWith(who, 'discipline/'), told), hasAny(told, mine))
  AND ({waiting:String} = '*' OR place != never)
  AND ({late_at:String} = '*' OR place <= parseDateTime64BestEffortOrNull({late_at:String}, 3, 'UTC'))
  {{is kind}}
  {{begins subject}}
  {{one_of dept_code}}
  {{one_of region_code}}
  {{one_of item_code}}
  AND (place > parseDateTime64BestEffort({after:String}, 3, 'UTC')
       OR (place = parseDateTime64BestEffort({after:String}, 3, 'UTC')
           AND (opened_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')
                OR (opened_at = parseDateTime64BestEffort({before:String}, 3, 'UTC') AND id > {after_id:String}))))
ORDER BY place, opened_at DESC, id
LIMIT {limit:UInt32}
