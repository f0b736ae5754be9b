-- Who sent what could not be taken, where that can be read, and the timestamp of its record.
ALTER TABLE dead_letters
    ADD COLUMN IF NOT EXISTS source String,
    ADD COLUMN IF NOT EXISTS record_stamp Nullable(DateTime64(3, 'UTC'))
