-- A feed copies the columns that were there when it was made.
ALTER TABLE latest_cards_feed MODIFY QUERY SELECT * FROM cards
