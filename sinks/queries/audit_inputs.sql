-- Events of one partition in pieces of 10,000 offsets: how many, and the sum of the checksums of what was kept of them.
-- limit = 10000
-- first = 0
SELECT intDiv(offset, 10000) AS piece, count() AS records, sum(CRC32(value)) AS checksum
FROM events FINAL
WHERE topic = {topic:String}
  AND partition = toInt32({partition:String})
  AND offset >= toInt64({first:String})
  AND offset < toInt64({next:String})
GROUP BY piece
ORDER BY piece
LIMIT {limit:UInt32}
