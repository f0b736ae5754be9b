-- Where each case stands: the newest by stream time, which never goes back. Not partitioned, so that all collapse.
CREATE TABLE IF NOT EXISTS case_states AS case_states_by_revision
ENGINE = ReplacingMergeTree(stamp)
ORDER BY case_no
