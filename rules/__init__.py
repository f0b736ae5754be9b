"""Decide: vocabulary, calendar, clocks, dossier, rules, cards. Given values, gives values; no I/O, no clock."""
