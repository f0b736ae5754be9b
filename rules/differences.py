"""What one rulebook says of a case against what another says: cards that appear, disappear or change.

A withdrawn card counts as none: it is history of the order in which things became known. Of texts and of what depends
on the hash of a rulebook nothing is compared.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from rules.cards import STANDING, CardRecord, CardState


class Kind(StrEnum):
    """How a card differs, the gravest first: one that changed its colour may have changed its dates as well."""

    APPEARS = "appears"
    DISAPPEARS = "disappears"
    COLOUR = "colour"
    STATE = "state"
    DATES = "dates"
    RESPONSIBLE = "responsible"


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A card as one rulebook makes it: what is compared, and the check by hand."""

    colour: str
    state: CardState
    start_date: str | None
    limit_days: int | None
    excluded_days: int
    extension_days: int
    due_date: str | None
    due_at: str | None
    violated_at: str
    provisional: bool
    answer_due: str | None
    dept_code: str | None
    staff_id: str | None
    arithmetic: str

    @classmethod
    def of(cls, record: CardRecord) -> "Seen":
        """The card's record, shortened."""
        names = [name for name in cls.__struct_fields__ if name != "staff_id"]
        return cls(**{name: getattr(record, name) for name in names}, staff_id=record.responsible.staff_id)


class Difference(msgspec.Struct, frozen=True, gc=False):
    """One card that differs; `before` is None where it appears, `after` where it disappears.

    `changed` are the names of the fields of `Seen` that differ.
    """

    kind: Kind
    case_no: str
    card_id: str
    rule_id: str
    dept_code: str | None
    region_code: str | None
    item_code: str | None
    occasion: str
    changed: tuple[str, ...]
    before: Seen | None
    after: Seen | None


FIELDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.COLOUR, ("colour",)),
    (Kind.STATE, ("state",)),
    (
        Kind.DATES,
        (
            "start_date",
            "limit_days",
            "excluded_days",
            "extension_days",
            "due_date",
            "due_at",
            "violated_at",
            "provisional",
            "answer_due",
        ),
    ),
    (Kind.RESPONSIBLE, ("dept_code", "staff_id")),
)
"""Which fields make which kind, the gravest kind first."""

PROPOSED = "proposed"
"""The colour under which a card is counted that waits for a person."""

Place = tuple[str, str, str]
"""(department, rule, colour): where a card is counted; the department empty where none is known."""


def differences(before: Iterable[CardRecord], after: Iterable[CardRecord]) -> list[Difference]:
    """What differs between the final cards of one case, in order of the cards' ids."""
    one, other = _by_id(before), _by_id(after)
    found = [
        _difference(one.get(card_id), other.get(card_id)) for card_id in sorted(one.keys() | other.keys())
    ]
    return [difference for difference in found if difference is not None]


def counted(records: Iterable[CardRecord]) -> list[Place]:
    """Where each card counts: those that stand by their colour, those that wait for a person as proposed."""
    return [
        (record.dept_code or "", record.rule_id, record.colour if record.state in STANDING else PROPOSED)
        for record in records
        if record.state in STANDING or record.state is CardState.PROPOSED
    ]


def _by_id(records: Iterable[CardRecord]) -> dict[str, CardRecord]:
    return {record.card_id: record for record in records if record.state is not CardState.WITHDRAWN}


def _difference(before: CardRecord | None, after: CardRecord | None) -> Difference | None:
    record = after or before
    if record is None:
        return None
    one = Seen.of(before) if before is not None else None
    other = Seen.of(after) if after is not None else None
    changed = _changed(one, other) if one and other else ()
    kind = Kind.APPEARS if one is None else Kind.DISAPPEARS if other is None else _kind(changed)
    if kind is None:
        return None
    return Difference(
        kind=kind,
        case_no=record.case_no,
        card_id=record.card_id,
        rule_id=record.rule_id,
        dept_code=record.dept_code,
        region_code=record.region_code,
        item_code=record.item_code,
        occasion=record.occasion,
        changed=changed,
        before=one,
        after=other,
    )


def _changed(one: Seen, other: Seen) -> tuple[str, ...]:
    names = [name for _, group in FIELDS for name in group]
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _kind(changed: tuple[str, ...]) -> Kind | None:
    """The gravest kind among the changed fields, None where there are none."""
    return next((kind for kind, names in FIELDS if any(name in names for name in changed)), None)
