"""Whose an identity is (A-03): staff ids as account names, and a list of certificate and telephone numbers.

The list is read where the round runs and turned into pseudonyms with the deployment's key; neither the numbers nor
whose they are is written or sent anywhere.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

from sinks.findings.own import Identities
from streams.exits import Misuse
from streams.privacy import Key

HEADS = ["staff_id", "identity"]
KnownIdentities = list[tuple[str, str]]
"""Staff id and identity as it is."""


def read_identities(file: Path | None) -> KnownIdentities:
    """The rows of the list; none without a list. Misuse where it cannot be read."""
    if file is None:
        return []
    try:
        rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(
            f"{file}: cannot be read ({error}); expected a CSV file in UTF-8 with {', '.join(HEADS)}."
        ) from error
    if not rows or rows[0] != HEADS:
        raise Misuse(
            f"{file}:1: found {','.join(rows[0]) if rows else 'nothing'}, expected {','.join(HEADS)}."
        )
    return [_row(file, line, cells) for line, cells in enumerate(rows[1:], start=2) if cells]


def pseudonyms_of(staff: Iterable[str], known: KnownIdentities, key: Key) -> Identities:
    """Pseudonym → staff id: of the staff ids themselves, and of the list, where it says otherwise."""
    pairs = [*((staff_id, staff_id) for staff_id in staff), *known]
    return {key.pseudonym(identity): staff_id for staff_id, identity in pairs}


def _row(file: Path, line: int, cells: list[str]) -> tuple[str, str]:
    """A row. The identity is not repeated in the complaint."""
    if len(cells) != len(HEADS) or not all(cell.strip() for cell in cells):
        raise Misuse(
            f"{file}:{line}: found {len(cells)} cells or a blank one, expected a staff id and an identity."
        )
    return cells[0].strip(), cells[1].strip()
