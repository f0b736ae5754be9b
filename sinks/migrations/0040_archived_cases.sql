-- Closed cases that have left the workers: the dossier, sealed with the deployment's key, brings a case back. A case that
-- came back and left again has a row for each time.
CREATE TABLE IF NOT EXISTS archived_cases
(
    case_no String,
    stamp DateTime64(3, 'UTC'),
    closed_at Nullable(DateTime64(3, 'UTC')),
    last_read_at Nullable(DateTime64(3, 'UTC')),
    left_at Nullable(DateTime64(3, 'UTC')),
    events UInt32,
    dossier String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (case_no, stamp)
