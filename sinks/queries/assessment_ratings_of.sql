-- Scores: the ratings of a person in a month, each with the event it is, the worst first.
-- limit = 1000
SELECT rating_id, subject, level, channel, status, counts, rated_at, event
FROM current_ratings
WHERE staff_id = {staff_id:String}
  AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
ORDER BY level, rated_at, rating_id
LIMIT {limit:UInt32}
