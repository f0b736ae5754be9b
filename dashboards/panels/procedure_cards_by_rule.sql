-- title_zh = "程序与依据类亮牌"
-- title_en = "Cards of procedure and basis, by rule"
-- means_zh = "期间内成立、现仍有效的程序类（P）、依据类（B）牌，按规则和颜色。"
-- means_en = "Cards of the rules of procedure (P) and basis (B) that became true in the period and stand, by rule and colour."
-- kind = "bars"
-- columns = ["rule_id", "warning", "yellow", "red"]
-- link = "cards?state=standing&rule_id={rule_id}"
-- stacked = true
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT
    rule_id,
    countIf(colour = 'warning') AS warning,
    countIf(colour = 'yellow') AS yellow,
    countIf(colour = 'red') AS red
FROM standing_cards
WHERE NOT historical AND violated_at >= since AND violated_at < until
  AND (startsWith(rule_id, 'P-') OR startsWith(rule_id, 'B-'))
  {{narrowed}}
GROUP BY rule_id
ORDER BY rule_id
LIMIT {limit:UInt32}
