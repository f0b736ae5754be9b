"""Judging files with no service at all: the same lane as the worker's, fed in order of record time (contracts 5).

Cases are independent of each other, so a large input is shared among lanes in processes of their own. Records go
out in turns and outputs are put in order of stream time, so the lines written are the same with any number of lanes.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import msgspec

from rules.court import Court
from rules.lane import Record
from rules.leads import ITEM
from rules.outputs import Output
from rules.tally import count_names
from streams.event_files import event_files
from streams.lane_process import FileLane, LaneAlone, Made, file_lane
from streams.privacy import subject_of

TURN = 4_000
"""Records between two turns: case-states are written once a turn."""

WORTH_SHARING = 20_000
"""Records from which on starting processes pays."""


@dataclass(slots=True)
class Tally:
    """What a run did. `cards`: (rule, colour, state) → current cards, `tickets`: (kind, state) → current tickets; the
    rest as the lanes count it."""

    records: int = 0
    outputs: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    cards: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tickets: Counter[tuple[str, str]] = field(default_factory=Counter)
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where output lines go: `out` gets all but dead letters, `dead` the dead letters; None = nowhere."""

    out: BinaryIO | None = None
    dead: BinaryIO | None = None


def check_files(
    paths: Sequence[Path],
    court: Court,
    *,
    until_ms: int | None = None,
    outlets: Outlets = Outlets(),
    jobs: int | None = None,
    on_first_reading: Callable[[int], None] = lambda _: None,
    on_records: Callable[[int, int], None] = lambda _done, _total: None,
) -> Tally:
    """Judge the events of the files up to `until_ms` (ms UTC; default: the last record) and write what came out.

    `jobs` is the number of lanes; by default one a processor, and one for small inputs. `on_records` is told how
    many records were read since it was told last, and how many there are. Raises Misuse where a file is absent.
    """
    with event_files(paths, until_ms=until_ms, progress=on_first_reading) as files, ExitStack() as stack:
        tally = Tally(until=until_ms if until_ms is not None else files.last_stamp)
        number = lanes_for(files.records, jobs)
        make = partial(LaneAlone, court)
        lanes = [stack.enter_context(file_lane(make, alone=number == 1)) for _ in range(number)]
        told: set[str] = set()
        for read, made in judged(files, tally.until, lanes):
            _write(made, tally, outlets, told)
            tally.records += read
            on_records(read, files.records)
    return tally


def lanes_for(records: int, jobs: int | None) -> int:
    """How many lanes share this many records: as many as asked for, else one a processor where that pays."""
    return jobs or (os.cpu_count() or 1 if records >= WORTH_SHARING else 1)


def judged(
    records: Iterable[Record], until: int | None, lanes: Sequence[FileLane]
) -> Iterator[tuple[int, list[Made]]]:
    """Share the records among the lanes, turn by turn: how many were given, and what the turn before came to."""
    at_work = False
    for turn, now in _turns(records, until):
        parts = _shared(turn, len(lanes))
        made = [lane.made() for lane in lanes] if at_work else []
        for lane, part in zip(lanes, parts, strict=True):
            lane.give(part, now)
        at_work = True
        yield len(turn), made
    if at_work:
        yield 0, [lane.made() for lane in lanes]


def _turns(records: Iterable[Record], until: int | None) -> Iterator[tuple[list[Record], int]]:
    """The records in turns, each with the time the lanes' clocks go on to; the last turn has none and ends it."""
    order = iter(records)
    while turn := list(islice(order, TURN)):
        yield turn, turn[-1].stamp
    if until is not None:
        yield [], until


def _shared(turn: list[Record], number: int) -> list[list[Record]]:
    """The records of a turn by lane: all of a subject to one, what has no readable subject to the first."""
    if number == 1:
        return [turn]
    parts: list[list[Record]] = [[] for _ in range(number)]
    for record in turn:
        subject = subject_of(record.value or b"") or ""
        parts[crc32(subject.encode()) % number].append(record)
    return parts


def _write(made: list[Made], tally: Tally, outlets: Outlets, told: set[str]) -> None:
    """`told` are the ids of the leads about items that were written: each lane tells of those its cases show."""
    outputs: list[Output] = []
    for one in made:
        tally.outcomes.update(one.outcomes)
        count_names(tally.unknown_fields, one.unknown_fields)
        tally.cards.update(one.cards)
        tally.tickets.update(one.tickets)
        outputs += one.outputs
    for output in sorted(outputs, key=lambda each: (each.stamp, each.key)):
        if output.topic == "leads" and output.key.startswith(ITEM) and not _is_new(output, told):
            continue
        tally.outputs[output.topic] += 1
        file = outlets.dead if output.topic == "dead-letters" else outlets.out
        if file is not None:
            file.write(output.value + b"\n")


def _is_new(lead: Output, told: set[str]) -> bool:
    """Whether no lane told of the lead yet; it is noted now."""
    known, name = len(told), msgspec.json.decode(lead.value, type=_Named).id
    told.add(name)
    return len(told) > known


class _Named(msgspec.Struct):
    id: str
