"""Measurements: programs to run by hand (`make bench`), never tests. A test asserts no time."""
