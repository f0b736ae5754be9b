"""Judging files with no service at all: the same lane as the worker's, fed in order of record time (contracts 5)."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from rules.court import Court
from rules.lane import Lane
from rules.outputs import Output
from streams.case_store import SpillingStore
from streams.event_files import event_files

TURN = 2_000
"""Records between two turns: case-states are written once a turn."""


class _CardHead(msgspec.Struct):
    card_id: str
    rule_id: str
    colour: str
    state: str


class _CardEvent(msgspec.Struct):
    data: _CardHead


_card = msgspec.json.Decoder(_CardEvent).decode


@dataclass(slots=True)
class Tally:
    """What a run did. `cards`: (rule, colour, state) → current cards; the rest as the lane counts it."""

    records: int = 0
    outputs: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    cards: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    until: int | None = None
    _last: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def count_card(self, value: bytes) -> None:
        """Count a card by what it is now instead of what it was."""
        head = _card(value).data
        name = (head.rule_id, head.colour, head.state)
        before = self._last.get(head.card_id)
        if before is not None:
            self.cards[before] -= 1
        self._last[head.card_id] = name
        self.cards[name] += 1


def check_files(
    paths: Sequence[Path],
    court: Court,
    *,
    until_ms: int | None = None,
    out: BinaryIO | None = None,
    dead: BinaryIO | None = None,
    on_first_reading: Callable[[int], None] = lambda _: None,
    on_records: Callable[[int, int], None] = lambda _done, _total: None,
) -> Tally:
    """Judge the events of the files up to `until_ms` (ms UTC; default: the last record) and write what came out.

    `out` gets every output event but dead letters as a line, `dead` the dead letters. `on_records` is told how many
    records were read since it was told last, and how many there are. Raises Misuse where a file is absent.
    """
    tally = Tally()
    with (
        tempfile.TemporaryDirectory(prefix="liangpai-check-") as scratch,
        event_files(paths, until_ms=until_ms, progress=on_first_reading) as files,
    ):
        store = SpillingStore(Path(scratch))
        lane = Lane(court, store)
        done = 0
        for record in files:
            lane.take(record)
            done += 1
            if done % TURN == 0:
                _end_turn(lane, store, tally, out, dead)
                on_records(TURN, files.records)
        tally.records = done
        tally.until = until_ms if until_ms is not None else files.last_stamp
        if tally.until is not None:
            while not lane.advance(tally.until, limit=TURN):
                _end_turn(lane, store, tally, out, dead)
        _end_turn(lane, store, tally, out, dead)
        on_records(done % TURN, files.records)
        store.close()
    return tally


def _end_turn(
    lane: Lane, store: SpillingStore, tally: Tally, out: BinaryIO | None, dead: BinaryIO | None
) -> None:
    turn = lane.end_turn()
    tally.outcomes.update(turn.outcomes)
    tally.unknown_fields.update(turn.unknown_fields)
    for output in turn.outputs:
        _write(output, tally, dead if output.topic == "dead-letters" else out)
    for subject in turn.settled:
        store.settle(subject)


def _write(output: Output, tally: Tally, file: BinaryIO | None) -> None:
    tally.outputs[output.topic] += 1
    if output.topic == "cards":
        tally.count_card(output.value)
    if file is not None:
        file.write(output.value + b"\n")
