"""How many examples a test of every theme takes from the profile's budget (500, or 20,000 where thorough)."""

from hypothesis import settings

_BUDGET = settings.default.max_examples if settings.default else 500

MOST = settings(max_examples=_BUDGET * 3 // 10)
"""For the test that compares with the oracle, which finds most."""

SHARE = settings(max_examples=_BUDGET // 6)
"""For a property of how the engine goes about it."""
