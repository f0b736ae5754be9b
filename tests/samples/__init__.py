"""Samples of cases for a check on site."""
