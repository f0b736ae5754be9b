-- The truth about each ticket: its largest revision; with the columns of 0044.
CREATE OR REPLACE VIEW current_tickets AS SELECT * FROM latest_tickets FINAL
