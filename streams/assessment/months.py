"""The months that were published or closed, and what was frozen of them, read from the archive."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from rules.assessment.frozen import Frozen, Piece, name_of, put_together
from rules.assessment.periods import Month
from rules.month_desk import MonthRecord, MonthState
from rules.service_events import Manifest
from streams.archive_client import ArchiveClient
from streams.exits import Unavailable

PAGE = 5


class Broken(Unavailable):
    """What is frozen cannot be read as it was frozen."""

    code = 1


class Closed(NamedTuple):
    """A closed month: its record, and what was frozen."""

    record: MonthRecord
    frozen: Frozen


def month_record(archive: ArchiveClient, month: Month) -> MonthRecord | None:
    """The month's record as it stands; None where nothing was done with it."""
    found = archive.run("assessment_month", subject=month.subject)
    return _record(str(found[0]["data"])) if found else None


def closed_months(archive: ArchiveClient, since: Month, before: Month) -> list[MonthRecord]:
    """The closed months from `since` on and before `before`, in order."""
    records = [_record(str(row["data"])) for row in archive.run("assessment_months")]
    return [
        record
        for record in records
        if record.state is MonthState.CLOSED and str(since) <= record.month < str(before)
    ]


def frozen_of(archive: ArchiveClient, month: Month, manifest: Manifest) -> Frozen:
    """What the manifest names. Raises Broken where a piece is missing or is not what was frozen."""
    name = name_of(manifest)
    try:
        frozen = put_together(_pieces(archive, month, name))
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Broken(f"{month}: the frozen figures cannot be read ({error}).") from error
    found = (frozen.inputs_sha256, frozen.result_sha256)
    if found != (manifest.inputs_sha256, manifest.result_sha256):
        raise Broken(
            f"{month}: found figures with SHA-256 {found[1]}, expected {manifest.result_sha256} as on the month's "
            "record; let the sink catch up, or read topic assessments into a new archive."
        )
    return frozen


def _pieces(archive: ArchiveClient, month: Month, name: str) -> Iterator[Piece]:
    after: dict[str, str] = {}
    while True:
        rows = archive.run("assessment_pieces", subject=month.subject, frozen=name, limit=PAGE, **after)
        for row in rows:
            yield msgspec.json.decode(str(row["data"]), type=Piece)
        if len(rows) < PAGE:
            return
        after = {"after": str(rows[-1]["place"])}


def _record(data: str) -> MonthRecord:
    return msgspec.json.decode(data, type=MonthRecord)
