-- How many input records the archive holds, by topic and type; a record delivered twice counts once.
-- limit = 10000
SELECT topic, type, readable, count() AS events
FROM events FINAL
GROUP BY topic, type, readable
ORDER BY topic, type, readable
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
