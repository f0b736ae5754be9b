-- Who looked at which dossier; the whole sealed entry is in data. Nothing in the program changes or deletes a row.
CREATE TABLE IF NOT EXISTS access_log
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
