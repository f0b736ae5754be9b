-- The truth about each lead: its largest revision.
CREATE OR REPLACE VIEW current_leads AS SELECT * FROM latest_leads FINAL
