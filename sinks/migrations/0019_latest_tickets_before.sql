-- The tickets that were there before the view fed; running twice changes nothing.
INSERT INTO latest_tickets SELECT * FROM tickets
