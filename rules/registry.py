"""Which class of data belongs to which event type, and which topic a type travels on (contracts 1.6)."""

from collections.abc import Mapping

from rules.case_events import CASE_DATA
from rules.events import Data
from rules.service_events import DESK_DATA, FINDING_DATA, OFFICE_DATA, RATING_DATA

FAMILIES: Mapping[str, tuple[type[Data], ...]] = {
    "case-events": CASE_DATA,
    "desk-actions": DESK_DATA,
    "findings": FINDING_DATA,
    "office-events": OFFICE_DATA,
    "rating-events": RATING_DATA,
}
"""The input topics in the order in which equal timestamps are taken, and what travels on each."""


def type_of(data: type[Data]) -> str:
    """The event type a class of data stands for."""
    return str(data.__struct_config__.tag)


DATA_OF: Mapping[str, type[Data]] = {type_of(data): data for family in FAMILIES.values() for data in family}
TOPIC_OF: Mapping[str, str] = {type_of(data): topic for topic, family in FAMILIES.items() for data in family}
