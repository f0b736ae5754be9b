"""Findings (contracts 1.5): what scheduled queries over the archive find, and how it differs from what was said before.

Reading and comparing are pure; who asks the archive and sends the events is `streams.finding_rounds`.
"""
