"""Deliver alerts: what the worker decided that somebody is to be told goes there, in order, until it has arrived."""
