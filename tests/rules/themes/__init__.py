"""What stories are about: for each family of rules the events, the items and the registers that its rules look at."""

from collections.abc import Mapping

from tests.rules.themes.branches import BRANCHES
from tests.rules.themes.clocks import LIMITS, QUESTIONS, REVIEWS
from tests.rules.themes.endings import ENDINGS
from tests.rules.themes.materials import MATERIALS
from tests.rules.themes.parts import EARLY, Theme
from tests.rules.themes.people import PEOPLE

__all__ = ["EARLY", "LIMITS", "THEMES", "Theme"]

THEMES: Mapping[str, Theme] = {
    "limits": LIMITS,
    "reviews": REVIEWS,
    "questions": QUESTIONS,
    "people": PEOPLE,
    "materials": MATERIALS,
    "endings": ENDINGS,
    "branches": BRANCHES,
}
