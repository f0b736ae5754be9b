-- Months of assessment: every revision of a month's record, and the figures frozen for it, in pieces; data has it whole.
-- Identity: (id, revision).
CREATE TABLE IF NOT EXISTS assessments
(
    id String,
    revision UInt32,
    subject String,
    type LowCardinality(String),
    time Nullable(DateTime64(3, 'UTC')),
    stamp DateTime64(3, 'UTC'),
    data String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (subject, id, revision)
