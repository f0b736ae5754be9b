-- How many records of one source the archive holds, by type; a record delivered twice counts once.
-- limit = 10000
SELECT topic, type, count() AS events
FROM events FINAL
WHERE readable AND source = {source:String}
GROUP BY topic, type
ORDER BY topic, type
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
