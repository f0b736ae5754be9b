-- The same for the latest revisions.
ALTER TABLE latest_tickets
    ADD COLUMN IF NOT EXISTS verify_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'verify_due'), 3, 'UTC'),
    ADD COLUMN IF NOT EXISTS appeal_decide_due Nullable(DateTime64(3, 'UTC'))
        DEFAULT parseDateTime64BestEffortOrNull(JSONExtractString(data, 'appeal_decide_due'), 3, 'UTC')
