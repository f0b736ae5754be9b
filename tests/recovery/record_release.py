"""`python -m tests.recovery.record_release`: states, stubs and events as this release writes them, kept for ever.

Run once before a release is published. A simulated city is judged, and of its cases as few are kept as show every type
of event and every kind of card, ticket, alert and lead that there is in it.
"""

import gzip
import json
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from rules.court import Court
from rules.decode import decode
from rules.dossier import Dossier, restore
from rules.lane import Lane, Turn
from rules.privacy import Border
from rules.strictness import Rejected
from rules.turn import Record
from streams.event_files import event_files
from streams.rulebook_folder import load_rulebooks
from streams.worker.ledger import Ledger, encode
from tests.bench.worlds import make_world

RELEASES = Path(__file__).parent / "releases"
CASES = 1_500
TURN = 500
STAMP = 1_790_000_000_000
"""When the events are read again (ms UTC): after all of them."""


def main() -> None:
    """Write the folder of this release; another time it is refused."""
    folder = RELEASES / ".".join(version("liangpai").split(".")[:2])
    folder.mkdir()
    with tempfile.TemporaryDirectory() as scratch:
        world = make_world(Path(scratch), CASES)
        loaded = load_rulebooks([world.rulebook])
        court = Court(loaded.rulebooks, loaded.calendar, Border())
        with event_files([world.file]) as events:
            records = list(events)
    store: dict[str, bytes] = {}
    lane = Lane(court, store)
    turns = list(_turns(lane, records))
    stubs = {key: stub for turn in turns for key, stub in turn.stubs.items() if stub is not None}
    kept = _few_that_show_all(restore(state) for state in store.values())
    lines = [
        {
            "subject": subject,
            "state": b64encode(store[subject]).decode(),
            "says": what_it_says(restore(store[subject])),
        }
        for subject in sorted(kept)
    ]
    _write(folder / "states", lines)
    _write(
        folder / "stubs",
        [{"key": key, "stub": b64encode(stub).decode()} for key, stub in sorted(stubs.items())[:5]],
    )
    mine = [record.value for record in records if record.value and _is_in(record.value, kept, store)]
    _write(folder / "events", [json.loads(value) for value in mine])
    ledger = Ledger({"case-events": 7}, {"case-events": 1_700_000_000_000}, 1_700_000_000_000)
    (folder / "lane.json").write_bytes(encode(ledger) + b"\n")
    print(f"{folder}: {len(lines)} states, {len(mine)} events")


def what_it_says(dossier: Dossier) -> dict[str, Any]:
    """What every later release must read in a state: how much, and what stands."""
    return {
        "facts": [[fact.type, fact.source, fact.id, fact.time] for fact in all_facts(dossier)],
        "cards": [[each.record.card_id, each.record.state, each.record.due_at] for each in dossier.cards],
        "tickets": [[ticket.record.ticket_id, ticket.record.kind, ticket.record.state] for ticket in dossier.tickets],
        "leads": [[lead.lead_id, lead.state] for lead in dossier.leads],
        "alerts": [[alert.record.alert_id, alert.record.state, len(alert.entries)] for alert in dossier.alerts],
        "ratings": [[rating.rating_id, rating.status] for rating in dossier.rated],
        "outcomes": [[action.fact.id, action.outcome] for action in dossier.actions],
        "wakes": dict(sorted(dossier.wakes.items())),
        "summary": msgspec.to_builtins(dossier.summary),
        "last_read": dossier.last_read,
    }  # fmt: skip


def all_facts(dossier: Dossier) -> list[Any]:
    """The facts of every family, those of desk actions too."""
    return [*dossier.facts, *dossier.ratings, *dossier.findings, *(action.fact for action in dossier.actions)]


def _turns(lane: Lane, records: list[Record]) -> Iterator[Turn]:
    for start in range(0, len(records), TURN):
        for record in records[start : start + TURN]:
            lane.take(record)
        yield lane.end_turn()


def _shown(dossier: Dossier) -> set[str]:
    """What a case shows: types of events, and states of what came of them."""
    return {
        *(fact.type for fact in all_facts(dossier)),
        *(f"card {card.record.rule_id} {card.record.state}" for card in dossier.cards),
        *(f"ticket {ticket.record.kind} {ticket.record.state}" for ticket in dossier.tickets),
        *(f"alert {alert.record.kind} {alert.record.state}" for alert in dossier.alerts),
        *(f"lead {lead.rule_id}" for lead in dossier.leads),
    }


def _is_in(value: bytes, kept: set[str], store: Mapping[str, bytes]) -> bool:
    """Whether the event was taken into one of these cases as it is."""
    try:
        event = decode(value, Border(), STAMP)
    except Rejected:
        return False
    if event.subject not in kept or event.unknown:
        return False
    fact = restore(store[event.subject]).find(event.source, event.id)
    return fact is not None and fact.digest == event.digest


def _few_that_show_all(dossiers: Iterator[Dossier]) -> set[str]:
    left = {dossier.subject: _shown(dossier) for dossier in dossiers}
    missing, kept = set[str]().union(*left.values()), set[str]()
    while missing:
        best = max(left, key=lambda subject: (len(left[subject] & missing), subject))
        kept.add(best)
        missing -= left.pop(best)
    return kept


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.with_name(f"{path.name}.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
