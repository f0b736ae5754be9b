-- The largest revision of each lead. Not partitioned, so that revisions of different months collapse.
CREATE TABLE IF NOT EXISTS latest_leads AS leads
ENGINE = ReplacingMergeTree(revision)
ORDER BY (subject, id)
