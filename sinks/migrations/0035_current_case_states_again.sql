-- Where each case stands now; with the columns of 0034.
CREATE OR REPLACE VIEW current_case_states AS SELECT * FROM case_states FINAL
