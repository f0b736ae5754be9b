-- A feed copies the columns that were there when it was made.
ALTER TABLE latest_tickets_feed MODIFY QUERY SELECT * FROM tickets
