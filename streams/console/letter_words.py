"""Why a record became a dead letter, in words."""

from dashboards.columns import columns, word
from streams.console.visit import Visit

_COLUMN = "letter_reason"


def why(visit: Visit, reason: str) -> str:
    """The reason in the person's language with its code."""
    said = visit.viewer.word(word(_COLUMN, reason))
    return said if said == reason else f"{said} {reason}"


def reasons(visit: Visit) -> dict[str, str]:
    """Every reason that there is, to choose among."""
    return {reason: why(visit, reason) for reason in columns()[_COLUMN].values}
