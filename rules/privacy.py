"""Personal data of citizens at a border: identifiers become pseudonyms, numbers inside texts are masked (contracts 1).

The functions that need the deployment's key are handed in by the shell; without them (judging files, where nothing
personal is written) data passes as it is.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from rules.case_events import Corrected
from rules.events import Data
from rules.registry import DATA_OF

PSEUDONYM_FIELDS = frozenset(
    {
        "applicant_hash",
        "agent_hash",
        "evaluator_hash",
        "phone_hash",
        "device_hash",
        "ip_hash",
        "account_hash",
    }
)
"""Identifiers of citizens: written only as keyed hashes, so that equal stays equal."""

TEXT_FIELDS = frozenset({"text", "reason", "opinion"})
"""Free texts in which telephone and certificate numbers are masked."""

TEXT_LISTS = frozenset({"labels"})
"""Lists of codes in which a source may write free text all the same: masked one by one."""

_NUMBER = re.compile(
    r"(?<!\d)(?:(?:[+＋]?[8８][6６][-－ ]?)?[1１][3-9３-９]\d[-－ ]?\d{4}[-－ ]?\d{4}"
    r"|[0０]\d{2,3}[-－]\d{7,8}(?:[-－]\d{1,6})?|\d{17}[\dXxＸｘ]|\d{15})(?!\d)"
)


class SealedContact(NamedTuple):
    """A way to reach a person, sealed just now: the text to keep, the id of its key, and the wrapped key."""

    text: str
    key_id: str
    wrapped: bytes


SealContact = Callable[[str], SealedContact]
"""Seals a contact with a key of its own."""

MAX_CONTACT = 512
"""Characters of a contact as a source sends it."""

_SEALED_CONTACT = ("c1:", "c2:")


def is_sealed_contact(text: str) -> bool:
    """Whether it is `c1:<key id>:<sealed text>` (or `c2:`) already, so that several borders in a row change nothing."""
    return text.startswith(_SEALED_CONTACT) and text.count(":") == 2


class Border(NamedTuple):
    """What the shell lends to a border, all of it keyed: `pseudonym` of an identifier, `seal` for original bytes.

    `unseal` opens what file intake sealed because it was no event; it raises ValueError where it cannot. `contact`
    seals a way to reach a person; without it one in clear is dropped.
    """

    pseudonym: Callable[[str], str] | None = None
    seal: Callable[[bytes], str] | None = None
    unseal: Callable[[str], bytes] | None = None
    contact: SealContact | None = None


SEALED = (b"s1:", b"s2:")
"""How a sealed text begins, by the suite of algorithms it was sealed with; no JSON begins so."""


def mask(text: str) -> str:
    """The text with telephone numbers (mobile, landline) and certificate numbers (15, 18) starred, length kept."""
    return _NUMBER.sub(lambda found: "*" * len(found.group()), text)


def guard(data: Data, border: Border) -> bool:
    """Pseudonymise and mask in place; whether anything there was may have changed."""
    if border.pseudonym is None:
        return False
    fields = _GUARDED[type(data)]
    changed = False
    loose: Any = data
    for name in fields:
        value = getattr(loose, name)
        if isinstance(value, list):
            masked = _masked(value)
            if masked != value:
                setattr(loose, name, masked)
                changed = True
        elif isinstance(value, str) and value:
            kept = (border.pseudonym(value) or None) if name in PSEUDONYM_FIELDS else mask(value)
            setattr(loose, name, kept)
            changed = True
    if type(data) is Corrected and data.replacement is not None:
        data.replacement = _guard_replacement(data.replacement, border.pseudonym)
        changed = True
    return changed


def needs_no_guard(data: Data, border: Border) -> bool:
    """Whether guarding would leave every field as it is: nothing to mask, identifiers that are pseudonyms already.

    Of a correction, whose replacement may hold anything, this is not said.
    """
    if type(data) is Corrected or border.pseudonym is None:
        return False
    loose: Any = data
    return all(_as_it_may_be(name, getattr(loose, name), border.pseudonym) for name in _GUARDED[type(data)])


def _as_it_may_be(name: str, value: Any, pseudonym: Callable[[str], str]) -> bool:
    if not value:
        return True
    if isinstance(value, list):
        return _masked(value) == value
    return bool((pseudonym(value) if name in PSEUDONYM_FIELDS else mask(value)) == value)


def _guard_replacement(said: dict[str, Any], pseudonym: Callable[[str], str]) -> dict[str, Any]:
    """A replacement is data of a type not known yet: what no type knows is dropped, the rest guarded by name."""
    kept = {}
    for name, value in said.items():
        if name not in _KNOWN or name == "contact":
            continue
        if isinstance(value, str) and value and name in PSEUDONYM_FIELDS:
            value = pseudonym(value)  # noqa: PLW2901 - the guarded value takes its place
        elif isinstance(value, str) and name in TEXT_FIELDS:
            value = mask(value)  # noqa: PLW2901
        elif isinstance(value, list) and name in TEXT_LISTS:
            value = _masked(value)  # noqa: PLW2901
        kept[name] = value
    return kept


def _masked(values: list[Any]) -> list[Any]:
    return [mask(value) if isinstance(value, str) else value for value in values]


_KNOWN = frozenset(name for cls in DATA_OF.values() for name in cls.__struct_fields__)


_GUARDED: dict[type[Data], tuple[str, ...]] = {
    cls: tuple(name for name in cls.__struct_fields__ if name in PSEUDONYM_FIELDS | TEXT_FIELDS | TEXT_LISTS)
    for cls in DATA_OF.values()
}
