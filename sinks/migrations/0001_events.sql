-- Every input record as it came, one row for each place in Kafka: redelivery collapses on (topic, partition, offset).
-- The subject leads the sorting key because cases are what is looked up; it is a function of the record, so it adds
-- nothing to the identity. Unreadable records have readable = false and no value: their bytes are in dead_letters.
CREATE TABLE IF NOT EXISTS events
(
    topic LowCardinality(String),
    partition Int32,
    offset Int64,
    stamp DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    key String,
    readable Bool,
    event_id String,
    source LowCardinality(String),
    type LowCardinality(String),
    subject String,
    time Nullable(DateTime64(3, 'UTC')),
    recordedtime Nullable(DateTime64(3, 'UTC')),
    dept_code LowCardinality(String),
    region_code LowCardinality(String),
    staff_id String,
    item_code LowCardinality(String),
    value String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(stamp)
ORDER BY (subject, topic, partition, offset)
