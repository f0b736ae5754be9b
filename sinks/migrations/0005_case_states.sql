-- Where each case stands: the largest revision. Not partitioned, so that revisions of different months collapse.
CREATE TABLE IF NOT EXISTS case_states
(
    case_no String,
    revision UInt32,
    item_code LowCardinality(String),
    dept_code LowCardinality(String),
    region_code LowCardinality(String),
    status LowCardinality(String),
    start_date Nullable(Date32),
    deemed Bool,
    promise_due_date Nullable(Date32),
    legal_due_date Nullable(Date32),
    provisional Bool,
    decided_at Nullable(DateTime64(3, 'UTC')),
    closed_at Nullable(DateTime64(3, 'UTC')),
    last_event_at Nullable(DateTime64(3, 'UTC')),
    standing_warning UInt32,
    standing_yellow UInt32,
    standing_red UInt32,
    stamp DateTime64(3, 'UTC'),
    data String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY case_no
