"""A simulated city, judged by a lane, with its events and outputs in a real archive."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.court import Court
from rules.lane import Lane
from rules.lane import Record as Read
from rules.privacy import Border
from rules.registry import TOPIC_OF
from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.records import Record
from sinks.shaping import Shaper
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor
from streams.calendar_source import built_in_calendar
from streams.instants import parse_instant
from streams.rulebook_folder import load_rulebooks
from tests.simulation.trial import City

NOBODY = "127.0.0.1:1"
"""Nobody answers here, so that the embedded folder is opened."""


@dataclass
class Archived:
    """What the lane made, as it lies in the archive; `lane` goes on where it stands."""

    address: ArchiveAddress
    court: Court
    lane: Lane
    now: int
    outputs: list[dict[str, Any]]
    _offset: int = 0

    def take(self, lines: Iterable[bytes]) -> None:
        """Judge more events and archive them and what came of them."""
        records = [self._input(line) for line in lines]
        for record in records:
            self.lane.take(Read(record.topic, -1, record.offset, None, record.value, record.stamp))
        self.archive(records)

    def archive(self, records: list[Record]) -> None:
        """Write records and the lane's outputs; its clock goes on to now."""
        self.lane.advance(self.now)
        made = self.lane.end_turn().outputs
        self.outputs += [json.loads(each.value) for each in made]
        written = [
            Record(each.topic, 0, self._next(), each.key.encode(), each.value, each.stamp) for each in made
        ]
        self.write([*records, *written])

    def write(self, records: Iterable[Record]) -> None:
        """Write records as they are."""
        archive = ClickHouseArchive(self.address)
        archive.write(Shaper(bytes).shape(records))
        archive.close()

    def assessor(self, client: ArchiveClient) -> Assessor:
        """Computes months from the archive."""
        return Assessor(client, self.court, self.now)

    def _input(self, line: bytes) -> Record:
        event = json.loads(line)
        stamp = parse_instant(event.get("recordedtime") or event["time"], "recordedtime")
        return Record(TOPIC_OF[event["type"]], 0, self._next(), event["subject"].encode(), line, stamp)

    def _next(self) -> int:
        self._offset += 1
        return self._offset


def archived(city: City, address: ArchiveAddress) -> Archived:
    """The city, judged and archived up to its end."""
    loaded = load_rulebooks([city.places.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar or built_in_calendar(), Border())
    now = parse_instant(city.truth.end, "end")
    made = Archived(address, court, Lane(court, {}), now, [])
    made.take(city.places.events.read_bytes().splitlines())
    return made


def client_of(address: ArchiveAddress) -> Iterator[ArchiveClient]:
    """Reads the archive as commands do."""
    with ArchiveClient(f"{address.dsn}?database={address.database}", NOBODY) as client:
        yield client


def folder_of(place: Path, seed: int) -> Path:
    """A folder for a city."""
    made = place / f"seed-{seed}"
    made.mkdir()
    return made
