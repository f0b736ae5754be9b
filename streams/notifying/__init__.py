"""Alerts to the outside: the receivers file, what was parked, the feeds that others pull."""
