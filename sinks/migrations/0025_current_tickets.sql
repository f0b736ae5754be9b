-- The truth about each ticket: its largest revision.
CREATE OR REPLACE VIEW current_tickets AS SELECT * FROM latest_tickets FINAL
