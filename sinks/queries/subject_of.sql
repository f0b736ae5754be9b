-- What a card, ticket, lead or alert is about, by its id; none where there is no such thing.
-- limit = 1
SELECT subject FROM subjects_by_id WHERE id = {id:String} LIMIT {limit:UInt32}
