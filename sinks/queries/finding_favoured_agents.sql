-- A-12: agents with `fewest` ended cases of an item or more in a quarter: time against the item's, and what they overtook.
-- limit = 1000
-- after = -
-- `median` and `item_median` are seconds from acceptance to end; `below` counts the agent's cases under the item's median.
-- A case overtook where one of the same item and department that was accepted before it ended after it; `others` are the
-- item's cases of everybody else, of which there must be `fewest` too. Evidence: the agent's cases.
WITH
ended AS (
    SELECT
        case_no, item_code, dept_code, region_code,
        least(ifNull(decided_at, toDateTime64('2299-01-01', 3, 'UTC')), ifNull(closed_at, toDateTime64('2299-01-01', 3, 'UTC'))) AS at
    FROM current_case_states
    WHERE item_code != '' AND project_type != 'instant'
      AND at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
),
taken AS (
    SELECT
        subject,
        minIf(assumeNotNull(time), type = 'case.accepted') AS accepted_at,
        argMaxIf(JSONExtractString(value, 'data', 'agent_hash'), time, type = 'case.submitted') AS agent
    FROM events
    WHERE type IN ('case.accepted', 'case.submitted') AND topic = 'case-events' AND readable AND time IS NOT NULL
      AND subject IN (SELECT case_no FROM ended)
    GROUP BY subject
    HAVING countIf(type = 'case.accepted') > 0
),
spans AS (
    SELECT
        case_no, item_code AS item, dept_code AS dept, region_code AS region, at, agent,
        concat(toString(toYear(toTimeZone(at, {zone:String}))), '-Q', toString(toQuarter(toTimeZone(at, {zone:String})))) AS quarter,
        dateDiff('second', accepted_at, at) AS used,
        max(toUnixTimestamp64Milli(at)) OVER (
            PARTITION BY item_code, dept_code ORDER BY accepted_at, case_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) > toUnixTimestamp64Milli(at) AS overtook
    FROM ended INNER JOIN taken ON taken.subject = ended.case_no
    WHERE at >= accepted_at
),
items AS (
    SELECT item, quarter, quantileExactLow(0.5)(used) AS item_median, count() AS cases, countIf(overtook) AS overtaking
    FROM spans
    GROUP BY item, quarter
)
SELECT
    concat(of_quarter, ' ', of_agent, ' ', of_item) AS place,
    'identity' AS kind,
    spans.agent AS of_agent,
    concat('agent:', of_agent) AS name,
    spans.item AS of_item,
    of_item AS item,
    spans.quarter AS of_quarter,
    of_quarter AS period,
    arrayElement(topK(1)(dept), 1) AS dept_code,
    arrayElement(topK(1)(region), 1) AS region_code,
    count() AS of,
    quantileExactLow(0.5)(used) AS median,
    any(items.item_median) AS item_median,
    countIf(used < items.item_median) AS below,
    countIf(spans.overtook) AS overtook,
    any(items.cases) - of AS others,
    any(items.overtaking) - overtook AS others_overtook,
    arraySlice(arraySort(groupArray((at, case_no))), 1, 200) AS found,
    arrayMap(each -> each.2, found) AS refs,
    arrayMap(each -> concat(replaceOne(toString(each.1), ' ', 'T'), 'Z'), found) AS times
FROM spans INNER JOIN items ON items.item = spans.item AND items.quarter = spans.quarter
WHERE of_agent != ''
GROUP BY of_agent, of_item, of_quarter
HAVING place > {after:String} AND of >= {fewest:UInt32} AND others >= {fewest:UInt32}
ORDER BY place
LIMIT {limit:UInt32}
