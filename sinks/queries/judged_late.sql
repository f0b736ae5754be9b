-- When the history of a subject was read and judged at once, by its cards and tickets; null where none says so.
-- limit = 1
SELECT minOrNull(time) AS at
FROM
(
    SELECT time, reason FROM cards WHERE subject = {subject:String}
    UNION ALL
    SELECT time, reason FROM tickets WHERE subject = {subject:String}
)
WHERE position(reason, {said:String}) > 0
LIMIT {limit:UInt32}
