-- Reports: what content people suggest: texts of ratings of grade 3 and better that ask for something; masked as kept.
-- limit = 10000
-- after = -
SELECT
    concat(leftPad(toString(toUnixTimestamp64Milli(assumeNotNull(rated_at))), 15, '0'), ' ', rating_id) AS place,
    rating_id, subject, dept_code, item_code, level, rated_at, JSONExtractString(data, 'text') AS text
FROM current_ratings
WHERE counts AND NOT bad AND NOT historical AND level >= 3
  AND match(text, '建议|希望|能否|可否|最好|增加|改进|期待')
  AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
  AND rated_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND place > {after:String}
ORDER BY place
LIMIT {limit:UInt32}
