-- Input that could not be taken, with its reason; topic, partition and offset name the record it was. The original is
-- kept only where it came sealed.
CREATE TABLE IF NOT EXISTS dead_letters
(
    event_id String,
    reason LowCardinality(String),
    path String,
    topic LowCardinality(String),
    partition Int32,
    offset Int64,
    subject String,
    time Nullable(DateTime64(3, 'UTC')),
    stamp DateTime64(3, 'UTC'),
    sealed Bool,
    original String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(stamp)
ORDER BY (topic, partition, offset, event_id)
