-- The cards that count in scores; with the columns of 0029.
CREATE OR REPLACE VIEW standing_cards AS
SELECT * FROM current_cards WHERE state IN ('issued', 'answered', 'appealed', 'stands')
