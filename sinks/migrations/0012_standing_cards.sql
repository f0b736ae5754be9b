-- The cards that count in scores.
CREATE OR REPLACE VIEW standing_cards AS
SELECT * FROM current_cards WHERE state IN ('issued', 'answered', 'appealed', 'stands')
