-- The largest revision of each card, kept by the engine as rows of cards arrive. Not partitioned: the revisions of a
-- card lie in different months, and only within one partition do they collapse.
CREATE TABLE IF NOT EXISTS latest_cards AS cards
ENGINE = ReplacingMergeTree(revision)
ORDER BY (subject, card_id)
