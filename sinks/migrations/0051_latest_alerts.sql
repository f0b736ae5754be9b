-- The largest revision of each alert, with what is asked of alerts beside the whole record in data: who was told (unit
-- and department of each receiver), who has yet to acknowledge, and until when. Not partitioned, so that revisions of
-- different months collapse.
CREATE TABLE IF NOT EXISTS latest_alerts
(
    id String,
    revision UInt32,
    subject String,
    type LowCardinality(String),
    time Nullable(DateTime64(3, 'UTC')),
    stamp DateTime64(3, 'UTC'),
    data String CODEC(ZSTD(1)),
    kind LowCardinality(String) DEFAULT JSONExtractString(data, 'kind'),
    state LowCardinality(String) DEFAULT JSONExtractString(data, 'state'),
    about_id String DEFAULT JSONExtractString(data, 'about_id'),
    colour LowCardinality(String) DEFAULT JSONExtractString(data, 'colour'),
    rule_id LowCardinality(String) DEFAULT JSONExtractString(data, 'rule_id'),
    dept_code LowCardinality(String) DEFAULT JSONExtractString(data, 'dept_code'),
    region_code LowCardinality(String) DEFAULT JSONExtractString(data, 'region_code'),
    item_code LowCardinality(String) DEFAULT JSONExtractString(data, 'item_code'),
    title String DEFAULT JSONExtractString(data, 'title') CODEC(ZSTD(1)),
    opened_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'opened_at'), 3, 'UTC'),
    told Array(String) DEFAULT arrayMap(
        each -> concat(JSONExtractString(each, 'unit'), '/', JSONExtractString(each, 'dept_code')),
        arrayFilter(each -> JSONExtractString(each, 'told_at') != '', JSONExtractArrayRaw(data, 'receivers'))),
    waiting Array(String) DEFAULT arrayMap(
        each -> concat(JSONExtractString(each, 'unit'), '/', JSONExtractString(each, 'dept_code')),
        arrayFilter(
            each -> JSONExtractString(each, 'state') IN ('told', 'overdue') AND JSONExtractString(each, 'ack_due') != '',
            JSONExtractArrayRaw(data, 'receivers'))),
    waiting_until Array(DateTime64(3, 'UTC')) DEFAULT arrayMap(
        each -> ifNull(parseDateTime64BestEffortOrNull(JSONExtractString(each, 'ack_due'), 3, 'UTC'),
                       toDateTime64(0, 3, 'UTC')),
        arrayFilter(
            each -> JSONExtractString(each, 'state') IN ('told', 'overdue') AND JSONExtractString(each, 'ack_due') != '',
            JSONExtractArrayRaw(data, 'receivers')))
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (subject, id)
