"""Long proofs, programs to run by hand (`make faults`); their short forms are among the tests."""
