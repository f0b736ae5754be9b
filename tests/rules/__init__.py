"""The real engine against dates counted by hand and against the oracle's reading of the same rules."""
