-- Events of one partition between two offsets, each with the checksum of what was kept of it.
-- limit = 10000
SELECT offset, CRC32(value) AS checksum
FROM events FINAL
WHERE topic = {topic:String}
  AND partition = toInt32({partition:String})
  AND offset >= toInt64({first:String})
  AND offset < toInt64({next:String})
ORDER BY offset
LIMIT {limit:UInt32}
