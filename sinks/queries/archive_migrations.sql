-- The changes to the tables that were made so far, by number.
-- limit = 10000
SELECT number, hash
FROM schema_migrations FINAL
ORDER BY number
LIMIT {limit:UInt32}
