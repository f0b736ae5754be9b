"""What the archive has of a subject, as far as an explanation rests on it: asked in one question, so that a page does
not wait for four."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from rules.cards import CardRecord
from rules.lane import JUDGED_LATE, Record
from rules.on_record import OnRecord
from rules.outputs import ActionOutcome
from streams.archive_client import ArchiveClient
from streams.archived_events import record_of
from streams.instants import parse_instant

Row = dict[str, Any]

_card_record = msgspec.json.Decoder(CardRecord).decode
_outcome = msgspec.json.Decoder(ActionOutcome).decode


class WrittenCard(NamedTuple):
    """A revision of a card as it was written: when (ms), by which rulebook; `text` is its record."""

    card_id: str
    at: int
    rulebook_hash: str
    text: str


class OnFile(NamedTuple):
    """Records in the order in which they are judged; `on_record`: what became of desk actions; cards, each with its
    revisions in order; `late` is when the history of the subject was read and judged at once (ms), 0 where it was not.
    """

    records: list[Record]
    on_record: OnRecord
    cards: list[WrittenCard]
    late: int


def on_file(archive: ArchiveClient, subject: str) -> OnFile:
    """What there is of the subject; no records where there is nothing of it."""
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in archive.run("case_on_record", subject=subject):
        parts[str(row["part"])].append(row)
    records = sorted(map(record_of, parts["event"]), key=lambda record: record.stamp)
    late = _judged_late([*parts["card"], *parts["ticket"]])
    return OnFile(records, _outcomes(parts["outcome"]), list(map(_written, parts["card"])), late)


def revisions_of(
    cards: list[WrittenCard], card_id: str, until_ms: int | None
) -> Iterator[tuple[int, CardRecord]]:
    """The card's revisions as they were written up to the moment. Raises msgspec.ValidationError where an older program
    wrote them."""
    for card in cards:
        if card.card_id == card_id:
            record = _card_record(card.text)
            if until_ms is None or card.at <= until_ms:
                yield card.at, record


def _outcomes(rows: list[Row]) -> OnRecord:
    outcomes = (_outcome(str(row["value"])) for row in rows)
    return OnRecord(
        {(each.action_source, each.action_id): (each.outcome, each.reason or "") for each in outcomes}
    )


def _judged_late(rows: list[Row]) -> int:
    """The first that a card or ticket says so; what carries no time says nothing."""
    times = [_instant(row["time"]) for row in rows if row["time"] and JUDGED_LATE in str(row["reason"])]
    return min(times, default=0)


def _written(row: Row) -> WrittenCard:
    at = _instant(row["time"] or row["stamp"])
    return WrittenCard(str(row["id"]), at, str(row["rulebook_hash"]), str(row["value"]))


def _instant(text: object) -> int:
    return parse_instant(str(text), "archive, column time")
