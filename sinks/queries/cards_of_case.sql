-- The current record of every card of a subject.
-- limit = 1000
SELECT * FROM current_cards WHERE subject = {subject:String} ORDER BY violated_at, card_id LIMIT {limit:UInt32}
