-- The truth about each card: its largest revision; with the columns of 0029.
CREATE OR REPLACE VIEW current_cards AS SELECT * FROM latest_cards FINAL
