"""What an earlier release wrote is read by this one: its states, its stubs, its lane records and its events."""

import gzip
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from rules.court import Court
from rules.decode import decode
from rules.departed import decode_stub
from rules.dossier import encode, outlook, restore
from rules.lane import Lane, Record
from rules.privacy import Border
from streams.rulebook_folder import load_rulebooks, shipped_rulebook
from streams.worker import ledger
from tests.recovery.record_release import RELEASES, STAMP, what_it_says

FOLDERS = sorted(RELEASES.iterdir())


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def test_every_state_says_what_it_said_also_when_it_is_written_again(release: Path) -> None:
    states = lines(release / "states.jsonl.gz")
    assert len(states) > 30
    for line in states:
        dossier = restore(b64decode(line["state"]))
        assert (dossier.subject, what_it_says(dossier)) == (line["subject"], line["says"])
        assert what_it_says(restore(encode(dossier))) == line["says"]
        assert outlook(b64decode(line["state"])).wakes == line["says"]["wakes"]


def test_a_lane_goes_on_from_these_states_and_takes_their_events_as_duplicates(release: Path) -> None:
    loaded = load_rulebooks([shipped_rulebook()])
    store = {line["subject"]: b64decode(line["state"]) for line in lines(release / "states.jsonl.gz")}
    lane = Lane(Court(loaded.rulebooks, loaded.calendar, Border()), store, clock=STAMP, keeps_all=True)
    lane.restore()
    events = lines(release / "events.jsonl.gz")
    for event in events:
        lane.take(record(event))
    assert lane.end_turn().outcomes == {"duplicate": len(events)}


def test_every_event_is_read(release: Path) -> None:
    events = lines(release / "events.jsonl.gz")
    types = {event["type"] for event in events}
    assert len(types) > 40
    for event in events:
        read = decode(json.dumps(event, ensure_ascii=False).encode(), Border(), STAMP)
        assert (read.type, read.subject, read.unknown) == (event["type"], event["subject"], ())


def test_stubs_and_lane_records_are_read(release: Path) -> None:
    assert lines(release / "stubs.jsonl.gz")
    for line in lines(release / "stubs.jsonl.gz"):
        stub = decode_stub(b64decode(line["stub"]))
        assert stub.events > 0
        assert stub.day > 700_000
    found = ledger.decode((release / "lane.json").read_bytes())
    assert found.next == {"case-events": 7}


def record(event: dict[str, Any]) -> Record:
    raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return Record("case-events", 0, 0, event["subject"].encode(), raw, STAMP)
