-- Where each case stands now.
CREATE OR REPLACE VIEW current_case_states AS SELECT * FROM case_states FINAL
