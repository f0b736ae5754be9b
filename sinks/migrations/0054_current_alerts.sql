-- The truth about each alert: its largest revision.
CREATE OR REPLACE VIEW current_alerts AS SELECT * FROM latest_alerts FINAL
