-- The same for the latest revisions.
ALTER TABLE latest_cards
    ADD COLUMN IF NOT EXISTS found_by LowCardinality(String) DEFAULT JSONExtractString(data, 'found_by'),
    ADD COLUMN IF NOT EXISTS exemption String DEFAULT JSONExtractString(data, 'exemption')
