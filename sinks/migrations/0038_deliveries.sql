-- What became of each delivery of an alert: retried, parked, delivered; the whole record is in data.
CREATE TABLE IF NOT EXISTS deliveries
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
PARTITION BY toYYYYMM(stamp)
ORDER BY (subject, id, revision)
