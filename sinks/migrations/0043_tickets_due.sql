-- When a ticket is to be verified, and an appeal about it decided; from data, which rows written before have too.
ALTER TABLE tickets
    ADD COLUMN IF NOT EXISTS verify_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'verify_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS appeal_decide_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'appeal_decide_due'), 3, 'UTC')
