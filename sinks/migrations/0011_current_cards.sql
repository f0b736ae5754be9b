-- The truth about each card: its largest revision.
CREATE OR REPLACE VIEW current_cards AS SELECT * FROM latest_cards FINAL
