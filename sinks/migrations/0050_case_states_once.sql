-- All of it is in `case_states` now.
DROP TABLE IF EXISTS case_states_by_revision
