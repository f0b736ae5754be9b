-- What the database is: its version, its clock, and those settings of the user that change what our queries mean.
-- limit = 1
SELECT
    version() AS version,
    now64(3, 'UTC') AS now,
    toString(getSetting('readonly')) AS readonly,
    toString(toUInt8(getSetting('join_use_nulls'))) AS join_use_nulls,
    toString(toUInt8(getSetting('do_not_merge_across_partitions_select_final')))
        AS do_not_merge_across_partitions_select_final
LIMIT {limit:UInt32}
