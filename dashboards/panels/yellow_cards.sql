-- title_zh = "黄牌"
-- title_en = "Yellow cards"
-- means_zh = "所选期间成立、现仍有效（已发出、已回复、申诉中、维持）的黄牌；启用之日以前的不计。"
-- means_en = "Yellow cards that became true in the period and stand now; history from before the go-live is left out."
-- kind = "stat"
-- columns = ["value"]
-- steps = [{at = 0, colour = "green"}, {at = 1, colour = "yellow"}]
-- link = "cards?colour=yellow&state=standing"
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT count() AS value
FROM standing_cards
WHERE colour = 'yellow' AND NOT historical AND violated_at >= since AND violated_at < until
  {{narrowed}}
LIMIT {limit:UInt32}
