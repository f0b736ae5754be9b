"""Why a record became a dead letter, in words."""

from dashboards.columns import word
from streams.console.visit import Visit


def why(visit: Visit, reason: str) -> str:
    """The reason in the person's language with its code."""
    said = visit.viewer.word(word("letter_reason", reason))
    return said if said == reason else f"{said} {reason}"
