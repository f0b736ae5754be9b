-- What is asked of tickets, beside the whole record in data, from which rows written before have it too.
ALTER TABLE tickets
    ADD COLUMN IF NOT EXISTS kind LowCardinality(String) DEFAULT JSONExtractString(data, 'kind'),
    ADD COLUMN IF NOT EXISTS state LowCardinality(String) DEFAULT JSONExtractString(data, 'state'),
    ADD COLUMN IF NOT EXISTS card_id String DEFAULT JSONExtractString(data, 'card_id'),
    ADD COLUMN IF NOT EXISTS rating_key String DEFAULT JSONExtractString(data, 'rating_key'),
    ADD COLUMN IF NOT EXISTS rule_id LowCardinality(String) DEFAULT JSONExtractString(data, 'rule_id'),
    ADD COLUMN IF NOT EXISTS dept_code LowCardinality(String) DEFAULT JSONExtractString(data, 'dept_code'),
    ADD COLUMN IF NOT EXISTS region_code LowCardinality(String) DEFAULT JSONExtractString(data, 'region_code'),
    ADD COLUMN IF NOT EXISTS responsible_staff_id String DEFAULT JSONExtractString(data, 'responsible', 'staff_id'),
    ADD COLUMN IF NOT EXISTS responsible_dept_code LowCardinality(String)
        DEFAULT JSONExtractString(data, 'responsible', 'dept_code'),
    ADD COLUMN IF NOT EXISTS level LowCardinality(String) DEFAULT JSONExtractString(data, 'level'),
    ADD COLUMN IF NOT EXISTS real_name Bool DEFAULT JSONExtractBool(data, 'real_name'),
    ADD COLUMN IF NOT EXISTS opened_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'opened_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS assigned_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'assigned_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS contacted_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'contacted_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS submitted_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'submitted_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS closed_at Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'closed_at'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS contact_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'contact_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS rectify_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'rectify_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS review_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'review_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS follow_up_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'follow_up_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS overdue Array(String) DEFAULT JSONExtract(data, 'overdue', 'Array(String)'),
    ADD COLUMN IF NOT EXISTS class LowCardinality(String) DEFAULT JSONExtractString(data, 'class'),
    ADD COLUMN IF NOT EXISTS cause_code LowCardinality(String) DEFAULT JSONExtractString(data, 'cause_code'),
    ADD COLUMN IF NOT EXISTS finding LowCardinality(String) DEFAULT JSONExtractString(data, 'finding'),
    ADD COLUMN IF NOT EXISTS responsibility LowCardinality(String) DEFAULT JSONExtractString(data, 'responsibility'),
    ADD COLUMN IF NOT EXISTS measure String DEFAULT JSONExtractString(data, 'measure') CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS result LowCardinality(String) DEFAULT JSONExtractString(data, 'result'),
    ADD COLUMN IF NOT EXISTS contacted LowCardinality(String) DEFAULT JSONExtractString(data, 'contacted'),
    ADD COLUMN IF NOT EXISTS follow_up LowCardinality(String) DEFAULT JSONExtractString(data, 'follow_up'),
    ADD COLUMN IF NOT EXISTS joined_to String DEFAULT JSONExtractString(data, 'joined_to'),
    ADD COLUMN IF NOT EXISTS round UInt32 DEFAULT JSONExtractUInt(data, 'round'),
    ADD COLUMN IF NOT EXISTS historical Bool DEFAULT JSONExtractBool(data, 'historical'),
    ADD COLUMN IF NOT EXISTS rulebook_hash LowCardinality(String) DEFAULT JSONExtractString(data, 'rulebook_hash'),
    ADD COLUMN IF NOT EXISTS reason String DEFAULT JSONExtractString(data, 'reason')
