-- title_zh = "红牌"
-- title_en = "Red cards"
-- means_zh = "所选期间成立、现仍有效（已发出、已回复、申诉中、维持）的红牌；启用之日以前的不计。"
-- means_en = "Red cards that became true in the period and stand now; history from before the go-live is left out."
-- kind = "stat"
-- columns = ["value"]
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "red"}]
-- link = "cards?colour=red&state=standing"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT count() AS value
FROM standing_cards
WHERE colour = 'red' AND NOT historical AND violated_at >= since AND violated_at < until
  {{narrowed}}
LIMIT {limit:UInt32}
