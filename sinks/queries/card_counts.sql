-- How many cards there are now, by rule, colour and state.
-- limit = 10000
SELECT rule_id, colour, state, count() AS cards
FROM (SELECT rule_id, colour, state FROM current_cards)
GROUP BY rule_id, colour, state
ORDER BY rule_id, colour, state
LIMIT {limit:UInt32}
