-- The states that were there before; running twice changes nothing.
INSERT INTO case_states SELECT * FROM case_states_by_revision
