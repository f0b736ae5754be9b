-- Where a card, ticket, lead or alert is found by its id alone: a page and a command name nothing else, and the tables
-- of records are in order of subjects. One row for each, in order of ids; a redelivered row collapses.
CREATE TABLE IF NOT EXISTS subjects_by_id (id String, subject String)
ENGINE = ReplacingMergeTree
ORDER BY (id, subject)
SETTINGS index_granularity = 1024
