-- The disks of the database: bytes free and bytes in all.
-- limit = 100
SELECT name, free_space AS free, total_space AS total
FROM system.disks
ORDER BY name
LIMIT {limit:UInt32}
