-- The largest revision of each rating. Not partitioned, so that revisions of different months collapse.
CREATE TABLE IF NOT EXISTS latest_ratings AS ratings
ENGINE = ReplacingMergeTree(revision)
ORDER BY (subject, rating_id)
