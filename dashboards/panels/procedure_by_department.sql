-- title_zh = "各部门程序与依据类亮牌"
-- title_en = "Procedure and basis, by department"
-- means_zh = "每个部门期间内成立、现仍有效的程序类、依据类牌。"
-- means_en = "For each department, its cards of procedure and of basis that became true in the period and stand."
-- kind = "table"
-- columns = ["dept_code", "procedure_yellow", "procedure_red", "basis_yellow", "basis_red", "cases"]
-- links.cases = "cards?state=standing&dept_code={dept_code}"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    dept_code,
    countIf(startsWith(rule_id, 'P-') AND colour = 'yellow') AS procedure_yellow,
    countIf(startsWith(rule_id, 'P-') AND colour = 'red') AS procedure_red,
    countIf(startsWith(rule_id, 'B-') AND colour = 'yellow') AS basis_yellow,
    countIf(startsWith(rule_id, 'B-') AND colour = 'red') AS basis_red,
    uniqExact(subject) AS cases
FROM standing_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  AND (startsWith(rule_id, 'P-') OR startsWith(rule_id, 'B-'))
  {{narrowed}}
GROUP BY dept_code
ORDER BY procedure_red + basis_red DESC, procedure_yellow + basis_yellow DESC, dept_code
LIMIT {limit:UInt32}
