-- The tables and views of the archive, each with its engine, its order and how it is cut into parts.
-- limit = 1000
SELECT name, engine, sorting_key, partition_key
FROM system.tables
WHERE database = currentDatabase()
ORDER BY name
LIMIT {limit:UInt32}
