-- title_zh = "被拒的操作"
-- title_en = "Refused actions"
-- means_zh = "期间内被拒绝的操作，按原因。"
-- means_en = "Desk actions refused in the period, by reason."
-- kind = "bars"
-- columns = ["refusal", "actions"]
WITH
parseDateTime64BestEffort({since:String}, 3, 'UTC') AS since,
parseDateTime64BestEffort({until:String}, 3, 'UTC') AS until
SELECT refusal, count() AS actions
FROM (
    SELECT JSONExtractString(data, 'reason') AS refusal
    FROM action_outcomes FINAL
    WHERE type = 'action.refused' AND time >= since AND time < until
)
GROUP BY refusal
ORDER BY actions DESC, refusal
LIMIT {limit:UInt32}
