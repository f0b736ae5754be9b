-- The current record of every rating of a subject, duplicates among them.
-- limit = 1000
SELECT * FROM current_ratings WHERE subject = {subject:String} ORDER BY rated_at, rating_id LIMIT {limit:UInt32}
