"""Exemptions (容错免责) for people: what is filed, and the list of those granted as it may be published.

What is published names the card, the rule, the item, the department and what the filing said, and nobody: no person,
no case number, not who filed or decided.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from rules.cards import CardRecord, CardState
from rules.deviations import filed_exemption
from rules.rule_table import RULES
from rules.rulebook import FOREVER, GROUNDS, Rulebook
from rules.zone import iso_date
from streams.documents.records import records_of

if TYPE_CHECKING:
    from streams.archive_client import ArchiveClient

FILED = ("ground", "scope", "filed_at", "filed_by", *GROUNDS)
GRANTED = (
    *("card_id", "rule_id", "rule_name", "colour", "item_code", "item_name", "dept_code", "dept_name"),
    *("region_code", "violated_on", "ground", "filed_at", *GROUNDS),
)
"""The columns of the list that is published."""

Row = dict[str, Any]


def filed_rows(register: Rulebook) -> list[Row]:
    """The filings of a rulebook, in the order of its file."""
    return [
        {name: getattr(each, name) for name in FILED} | {"filed_at": iso_date(each.filed_at)}
        for each in register.exemptions
    ]


def granted_in_files(paths: Iterable[Path]) -> list[CardRecord]:
    """The cards revoked on an exemption, from files of outputs."""
    newest: dict[str, Mapping[str, Any]] = {}
    for data in records_of(paths, "card."):
        known = newest.get(str(data.get("card_id")))
        if known is None or data.get("revision", 0) >= known.get("revision", 0):
            newest[str(data.get("card_id"))] = data
    return _granted(newest.values())


def granted_in_archive(archive: "ArchiveClient") -> list[CardRecord]:
    """The same from the archive."""
    return _granted(msgspec.json.decode(str(row["data"])) for row in archive.run("granted_exemptions"))


def published_rows(cards: Iterable[CardRecord], register: Rulebook) -> list[Row]:
    """One row for each granted exemption; of the filing, what the rulebook has of it."""
    return [
        _published(card, register)
        for card in sorted(cards, key=lambda each: (each.violated_at, each.card_id))
    ]


def as_csv(rows: Iterable[Row], columns: tuple[str, ...]) -> str:
    """The rows as CSV with a header. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [_harmless(str(row[name] if row[name] is not None else "")) for name in columns] for row in rows
    )
    return out.getvalue()


def _granted(records: Iterable[Mapping[str, Any]]) -> list[CardRecord]:
    return [
        msgspec.convert(data, CardRecord)
        for data in records
        if data.get("state") == CardState.REVOKED and data.get("exemption")
    ]


def _published(card: CardRecord, register: Rulebook) -> Row:
    items, unit = register.items.get(card.item_code or "", ()), register.units.get(card.dept_code or "")
    filed = filed_exemption(register, card, card.exemption or "", FOREVER)
    return {
        "card_id": card.card_id,
        "rule_id": card.rule_id,
        "rule_name": RULES[card.rule_id].name_zh if card.rule_id in RULES else "",
        "colour": card.colour,
        "item_code": card.item_code,
        "item_name": items[-1].name if items else "",
        "dept_code": card.dept_code,
        "dept_name": unit.name if unit else "",
        "region_code": card.region_code,
        "violated_on": card.violated_at[:10],
        "ground": card.exemption,
        "filed_at": iso_date(filed.filed_at) if filed else None,
        **{element: getattr(filed, element) if filed else "" for element in GROUNDS},
    }


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
