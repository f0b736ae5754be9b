-- How a card issued by hand came to light, and the ground of the exemption on which one was revoked.
ALTER TABLE cards
    ADD COLUMN IF NOT EXISTS found_by LowCardinality(String) DEFAULT JSONExtractString(data, 'found_by'),
    ADD COLUMN IF NOT EXISTS exemption String DEFAULT JSONExtractString(data, 'exemption')
