-- Out of the way for 0048: its engine keeps the largest revision, and where a worker reads everything anew the
-- revisions of a case's state begin again at 1.
RENAME TABLE IF EXISTS case_states TO case_states_by_revision
