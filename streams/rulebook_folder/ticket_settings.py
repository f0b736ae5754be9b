"""Checks the table `[tickets]` of rulebook.toml: days, tries, levels of handling, cause codes (contracts 3)."""

from collections.abc import Mapping

from rules.ticket_terms import APPROVERS, CAUSE_CODES, COMPLEX, GRAVITIES, NUMBERS, SIMPLE, WORKING_DAYS
from rules.tickets import TicketKind
from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.raw import RawHead
from streams.rulebook_folder.settings_tree import Settings
from streams.rulebook_folder.tables import Table

TABLE = "tickets"
LISTS = ("overdue_cards", "cause_codes")
UNIT = "unit"
LEVEL_SETTINGS = ("applies_to", SIMPLE, COMPLEX, "approves")


def read_tickets(settings: Settings) -> Mapping[str, object]:
    """What the table says, of settings that are right; a mistake for every other one."""
    table = settings.table((TABLE,))
    known = (*NUMBERS, *LISTS, "levels", UNIT)
    for key in table:
        if key not in known:
            settings.wrong((TABLE, key), f"setting {key} of tickets", f"one of {', '.join(known)}")
    said: dict[str, object] = {
        name: settings.whole((TABLE, name), number.default, number.minimum, number.maximum, number.unit)
        for name, number in NUMBERS.items()
        if name in table
    }
    if "overdue_cards" in table:
        said["overdue_cards"] = _words(
            settings, (TABLE, "overdue_cards"), [kind.value for kind in TicketKind]
        )
    if "cause_codes" in table:
        said["cause_codes"] = settings.texts((TABLE, "cause_codes")) or CAUSE_CODES
    if "levels" in table:
        said["levels"] = _levels(settings)
    if UNIT in table:
        said[UNIT] = settings.text((TABLE, UNIT)) or None
    return said


def check_unit(
    head: RawHead, said: Mapping[str, object], tables: Mapping[str, Table], mistakes: Mistakes
) -> None:
    """The unit that answers at last stands in units.csv, where there is one."""
    unit, units = said.get(UNIT), tables.get("units")
    if unit is None or units is None or any(entry.values.get("dept_code") == unit for entry in units.entries):
        return
    line, column = head.places.get((TABLE, UNIT), (1, 1))
    mistakes.add(head.label, line, column, f"unit {quoted(str(unit))}", f"a dept_code of {units.label}")


def _levels(settings: Settings) -> dict[str, dict[str, object]]:
    """The levels of handling (分级处置); each matter belongs to one at most."""
    levels = settings.table((TABLE, "levels"))
    taken: set[str] = set()
    read = {}
    for name in levels:
        key = (TABLE, "levels", name)
        applies_to = _words(settings, (*key, "applies_to"), GRAVITIES)
        read[name] = _level(settings, key, applies_to)
        for gravity in applies_to:
            if gravity in taken:
                settings.wrong(
                    (*key, "applies_to"), f"{gravity} in a second level", "each in one level at most"
                )
            taken.add(gravity)
    return read


def _level(settings: Settings, key: tuple[str, ...], applies_to: tuple[str, ...]) -> dict[str, object]:
    table = settings.table(key)
    for each in table:
        if each not in LEVEL_SETTINGS:
            settings.wrong((*key, each), f"setting {each} of a level", f"one of {', '.join(LEVEL_SETTINGS)}")
    if "applies_to" not in table:
        settings.wrong(key, "no applies_to", f"a list of {', '.join(GRAVITIES)}")
    level: dict[str, object] = {"applies_to": applies_to}
    for name in (SIMPLE, COMPLEX):
        if name in table:
            level[name] = settings.whole((*key, name), 1, 1, 365, WORKING_DAYS)
    if "approves" in table:
        level["approves"] = settings.choice((*key, "approves"), APPROVERS[0], APPROVERS)
    return level


def _words(settings: Settings, key: tuple[str, ...], allowed: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A list of some words; those that are none of them are mistakes, and left out."""
    words = settings.texts(key) or ()
    for word in words:
        if word not in allowed:
            settings.wrong_value(key, word, f"some of {', '.join(allowed)}")
    return tuple(word for word in words if word in allowed)
