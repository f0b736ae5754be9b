-- Every revision of all leads (what a person should look into); the whole record is in data.
CREATE TABLE IF NOT EXISTS leads
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
