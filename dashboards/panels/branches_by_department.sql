-- title_zh = "各部门协办"
-- title_en = "Branches, by department"
-- means_zh = "期间内抄告的分支，按协办部门：抄告的、已提意见的、其中不同意的，及名下仍有效的并联类牌。"
-- means_en = "Branches dispatched in the period, by the cooperating department: dispatched, answered, of these disagreeing, and its standing cards of composite cases."
-- kind = "table"
-- columns = ["dept_code", "dispatched", "opinions", "disagreeing", "yellow", "red"]
-- links.yellow = "cards?colour=yellow&state=standing&dept_code={dept_code}"
-- links.red = "cards?colour=red&state=standing&dept_code={dept_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until,
named AS (
    SELECT
        subject,
        JSONExtractString(branch, 'branch_no') AS branch_no,
        argMax(JSONExtractString(branch, 'dept_code'), (recordedtime, event_id)) AS owner
    FROM events
    ARRAY JOIN JSONExtractArrayRaw(value, 'data', 'branches') AS branch
    WHERE type = 'case.composite_created' AND readable
    GROUP BY subject, branch_no
),
dispatched AS (
    SELECT subject, JSONExtractString(value, 'data', 'branch_no') AS branch_no, min(assumeNotNull(time)) AS at
    FROM events
    WHERE type = 'case.branch_dispatched' AND readable AND time IS NOT NULL
    GROUP BY subject, branch_no
    HAVING at >= since AND at < until
),
said AS (
    SELECT subject, JSONExtractString(value, 'data', 'branch_no') AS branch_no, argMin(JSONExtractString(value, 'data', 'opinion'), (time, event_id)) AS opinion
    FROM events
    WHERE type = 'case.branch_opinion' AND readable
    GROUP BY subject, branch_no
),
told AS (
    SELECT named.owner AS dept_code, 1 AS sent, said.opinion != '' AS answered_it, said.opinion = 'disagree' AS disagreed, 0 AS yellowed, 0 AS reddened
    FROM dispatched
    LEFT JOIN named ON named.subject = dispatched.subject AND named.branch_no = dispatched.branch_no
    LEFT JOIN said ON said.subject = dispatched.subject AND said.branch_no = dispatched.branch_no
    UNION ALL
    SELECT dept_code, 0, 0, 0, colour = 'yellow', colour = 'red'
    FROM standing_cards
    WHERE NOT historical AND violated_at >= since AND violated_at < until AND startsWith(rule_id, 'C-')
)
SELECT
    dept_code,
    sum(sent) AS dispatched,
    sum(answered_it) AS opinions,
    sum(disagreed) AS disagreeing,
    sum(yellowed) AS yellow,
    sum(reddened) AS red
FROM told
WHERE dept_code != ''
  AND ({department:String} = '*' OR has(splitByChar(',', {department:String}), dept_code))
GROUP BY dept_code
ORDER BY red DESC, yellow DESC, dispatched DESC, dept_code
LIMIT {limit:UInt32}
