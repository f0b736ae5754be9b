-- The truth about each rating: its largest revision.
CREATE OR REPLACE VIEW current_ratings AS SELECT * FROM latest_ratings FINAL
