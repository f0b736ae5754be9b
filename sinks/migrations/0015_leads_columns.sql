-- What is asked of leads, beside the whole record in data, from which rows written before have it too.
ALTER TABLE leads
    ADD COLUMN IF NOT EXISTS kind LowCardinality(String) DEFAULT JSONExtractString(data, 'kind'),
    ADD COLUMN IF NOT EXISTS state LowCardinality(String) DEFAULT JSONExtractString(data, 'state'),
    ADD COLUMN IF NOT EXISTS rule_id LowCardinality(String) DEFAULT JSONExtractString(data, 'rule_id'),
    ADD COLUMN IF NOT EXISTS sentence String DEFAULT JSONExtractString(data, 'sentence') CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS evidence Array(String) DEFAULT JSONExtract(data, 'evidence', 'Array(String)'),
    ADD COLUMN IF NOT EXISTS scope String DEFAULT JSONExtractString(data, 'scope'),
    ADD COLUMN IF NOT EXISTS item_code LowCardinality(String) DEFAULT JSONExtractString(data, 'item_code'),
    ADD COLUMN IF NOT EXISTS dept_code LowCardinality(String) DEFAULT JSONExtractString(data, 'dept_code'),
    ADD COLUMN IF NOT EXISTS region_code LowCardinality(String) DEFAULT JSONExtractString(data, 'region_code'),
    ADD COLUMN IF NOT EXISTS found_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'found_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS decided_by String DEFAULT JSONExtractString(data, 'decided_by'),
    ADD COLUMN IF NOT EXISTS reason String DEFAULT JSONExtractString(data, 'reason')
