-- When a dead letter was last sent again.
ALTER TABLE dead_letters
    ADD COLUMN IF NOT EXISTS replayed_at Nullable(DateTime64(3, 'UTC'))
