-- The largest revision of each ticket. Not partitioned, so that revisions of different months collapse.
CREATE TABLE IF NOT EXISTS latest_tickets AS tickets
ENGINE = ReplacingMergeTree(revision)
ORDER BY (subject, id)
