-- A-07: texts that ratings of `count` cases or more of one department say on one day, letter by letter.
-- limit = 1000
-- after = -
-- Compared without blanks, punctuation and case; of fewer than `min_length` letters nothing is said, for many people
-- honestly write "很好". The name is a hash of the text. Evidence: the ratings.
SELECT
    concat(day, ' ', department, ' ', hash) AS place,
    'text' AS kind,
    hex(sipHash64(plain)) AS hash,
    hash AS name,
    toString(toDate(toTimeZone(assumeNotNull(rated_at), {zone:String}))) AS day,
    day AS period,
    dept_code AS department,
    department AS dept_code,
    arrayElement(topK(1)(of_region), 1) AS region_code,
    arraySort(groupArray((assumeNotNull(rated_at), rating_id))) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times,
    uniqExact(subject) AS figure_n,
    substringUTF8(any(plain), 1, 30) AS figure_words
FROM (
    SELECT
        subject, rating_id, rated_at, dept_code, region_code AS of_region,
        lowerUTF8(replaceRegexpAll(JSONExtractString(data, 'text'), '[\\s\\p{P}\\p{S}]+', '')) AS plain
    FROM current_ratings
    WHERE NOT is_default AND NOT historical AND status NOT IN ('withdrawn', 'duplicate')
      AND rated_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
)
WHERE lengthUTF8(plain) >= {min_length:UInt32}
GROUP BY department, day, hash
HAVING place > {after:String} AND figure_n >= {count:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
