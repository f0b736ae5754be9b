"""Reading past months from the archive: whole cases, in order of time, page by page."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rules.cards import card_id_of
from rules.court import Court
from rules.lane import Lane
from rules.lane import Record as LaneRecord
from rules.outputs import Output
from rules.privacy import Border
from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.records import Record
from streams.archive_client import ArchiveClient
from streams.archived_events import ArchivedEvents, months_before
from streams.diffing import compare
from streams.event_files import event_files
from streams.explaining import explain_from_archive
from streams.rulebook_folder import load_files
from streams.services.process import free_address
from tests.explain.telling import CASE, FILES, accepted, act, page
from tests.rulebook.books import encoded
from tests.rules.engine import milliseconds, recorded
from tests.rules.writing import CaseLog, at
from tests.sinks.samples import SHAPER, action_outcome, card_arrival, json_of

JUNE = datetime(2026, 6, 15, tzinfo=UTC)


def arrival(
    offset: int, subject: str, when: datetime, *, partition: int = 0, topic: str = "case-events"
) -> Record:
    """An event of the subject that the broker stamped at that time."""
    body = json_of(
        {"id": f"e-{offset}", "source": "s", "type": "case.accepted", "subject": subject, "data": {}}
    )
    stamp = round(when.timestamp() * 1000)
    return Record(topic, partition, offset, subject.encode(), body, stamp)


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def dsn(address: ArchiveAddress) -> str:
    return f"{address.dsn}?database={address.database}"


def told(dsn: str, since: datetime, until: datetime, size: int = 10_000) -> tuple[int, list[tuple[str, int]]]:
    """How many records are promised, and (subject, offset) of each as it comes."""
    with ArchiveClient(dsn, free_address()) as client:
        events = ArchivedEvents(client, since, until, size)
        found = [(json.loads(record.value or b"")["subject"], record.offset) for record in events]
    return events.records, found


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_follow_each_other_over_months_in_order_of_time(
    archive: ClickHouseArchive, dsn: str, size: int
) -> None:
    rows = [arrival(number, f"c{number % 3}", JUNE - days(20 - number * 5)) for number in range(8)]
    together = [
        arrival(20, "c0", JUNE, partition=1),
        arrival(21, "c1", JUNE),
        arrival(22, "c2", JUNE),
        arrival(23, "c0", JUNE, topic="desk-actions"),
        arrival(24, "c0", JUNE - days(9), topic="desk-actions"),
    ]
    archive.write(SHAPER.shape([*reversed(rows), *together]))
    archive.write(SHAPER.shape(rows[:3]))

    number, found = told(dsn, JUNE - days(60), JUNE + days(60), size)

    assert number == len(found) == 13
    assert [offset for _, offset in found] == [0, 1, 2, 24, 3, 4, 21, 22, 20, 23, 5, 6, 7]


def test_a_case_comes_whole_where_anything_of_it_came_since_and_not_at_all_where_nothing_did(
    archive: ClickHouseArchive, dsn: str
) -> None:
    rows = [
        arrival(1, "old", JUNE - days(90)),
        arrival(2, "going on", JUNE - days(90)),
        arrival(3, "going on", JUNE - days(1)),
        arrival(4, "going on", JUNE + days(1)),
        arrival(5, "later", JUNE + days(1)),
    ]
    archive.write(SHAPER.shape(rows))

    assert told(dsn, JUNE - days(1), JUNE) == (2, [("going on", 2), ("going on", 3)])


def test_months_are_counted_back_from_that_of_the_end() -> None:
    assert months_before(JUNE, 1) == datetime(2026, 6, 1, tzinfo=UTC)
    assert months_before(JUNE, 3) == datetime(2026, 4, 1, tzinfo=UTC)
    assert months_before(JUNE, 6) == datetime(2026, 1, 1, tzinfo=UTC)
    assert months_before(JUNE, 7) == datetime(2025, 12, 1, tzinfo=UTC)


def archived(log: CaseLog) -> list[Record]:
    """The log as the archive has it."""
    return [
        Record(
            "desk-actions" if event["type"].startswith("desk.") else "case-events",
            0,
            number,
            CASE.encode(),
            json_of(event),
            recorded(event),
        )
        for number, event in enumerate(log.events)
    ]


def court() -> Court:
    loaded = load_files("office", encoded(FILES))
    return Court([loaded.rulebook], loaded.calendar, Border())


def test_a_case_is_explained_from_the_archive_with_the_outcomes_on_record(
    archive: ClickHouseArchive, dsn: str
) -> None:
    log = accepted()
    act(
        log,
        "card_answer",
        "2026-10-14 09:00",
        actor_id="u9",
        card_id="T-04-5b0ffc5a379fc2f6",
        reason="已整改",
    )
    outcome = action_outcome(action_id=log.events[-1]["id"])
    archive.write(SHAPER.shape([*archived(log), _of_case(outcome)]))

    with ArchiveClient(dsn, free_address()) as client:
        found = explain_from_archive(court(), client, CASE, milliseconds(at("2026-10-15 00:00")))

    assert "起算日：2026-09-24；承诺到期日：2026-10-12" in page(found)
    (action,) = found.dossier.actions
    assert (action.outcome, action.reason) == ("refused", "not_yours")


def test_a_card_shows_the_revisions_that_were_written_at_the_time(
    archive: ClickHouseArchive, dsn: str
) -> None:
    card_id = card_id_of(CASE, "T-04", "case")
    written: dict[str, Any] = {
        "card_id": card_id,
        "subject": CASE,
        "case_no": CASE,
        "reason": "事实成立 / found true: x",
    }
    cards = [card_arrival(**written), card_arrival(**written, revision=2, state="answered", offset=1)]
    archive.write(SHAPER.shape([*archived(accepted()), *cards]))

    with ArchiveClient(dsn, free_address()) as client:
        found = explain_from_archive(court(), client, card_id, milliseconds(at("2026-10-15 00:00")))

    assert [(each.record.revision, each.record.state) for each in found.revisions[card_id]] == [
        (1, "issued"),
        (2, "answered"),
    ]
    assert found.other_books == ("abc",)
    assert "注意：这次说明用的规则库校验值是" in page(found)


def test_a_ticket_of_a_case_read_long_after_it_happened_is_explained_as_it_stands(
    archive: ClickHouseArchive, dsn: str
) -> None:
    history, read_at = archived(accepted()), milliseconds(at("2026-11-30 09:00"))
    lane = Lane(court(), {}, clock=read_at)
    for record in history:
        lane.take(LaneRecord(record.topic, -1, record.offset, None, record.value, record.stamp))
    lane.judge_backlog()
    until = milliseconds(at("2026-12-20 00:00"))
    lane.advance(until)
    written = [output for output in lane.end_turn().outputs if output.topic in ("cards", "tickets")]
    rows = [
        Record(each.topic, 0, number, each.key.encode(), each.value, each.stamp)
        for number, each in enumerate(written)
    ]
    archive.write(SHAPER.shape([*history, *rows]))
    stands = {_data(each)["ticket_id"]: _data(each) for each in written if each.topic == "tickets"}

    with ArchiveClient(dsn, free_address()) as client:
        before = explain_from_archive(court(), client, CASE, read_at - 1)
        found = explain_from_archive(court(), client, next(iter(stands)), until)

    told = {each.record.ticket_id: msgspec.to_builtins(each.record) for each in found.dossier.tickets}
    assert json.loads(json.dumps(told)) == stands
    assert {each["opened_at"] for each in stands.values()} >= {"2026-11-30T09:00:00.000+08:00"}
    assert before.dossier.tickets[0].record.opened_at < "2026-11"  # nobody had read it late by then


def _data(output: Output) -> dict[str, Any]:
    return dict(json.loads(output.value)["data"])


def _of_case(record: Record) -> Record:
    body = {**json.loads(record.value or b""), "subject": CASE}
    return record._replace(key=CASE.encode(), value=json_of(body))


def test_a_dry_run_over_the_archive_finds_what_one_over_files_does(
    archive: ClickHouseArchive, dsn: str, tmp_path: Path
) -> None:

    log = accepted()
    archive.write(SHAPER.shape(archived(log)))
    (tmp_path / "events.jsonl").write_bytes(b"\n".join(json_of(event) for event in log.events))
    until = at("2026-10-20 00:00")
    off = {**FILES, "rulebook.toml": FILES["rulebook.toml"] + "\n[rules.T-05]\nenabled = false\n"}
    loaded = load_files("draft", encoded(off))
    draft = Court([loaded.rulebook], loaded.calendar, Border())

    with ArchiveClient(dsn, free_address()) as client:
        events = ArchivedEvents(client, months_before(until, 3), until)
        from_archive = compare(events, court(), draft)
    with event_files([tmp_path / "events.jsonl"]) as files:
        from_files = compare(files, court(), draft, until_ms=milliseconds(until))

    assert from_archive == from_files
    assert from_archive.differences > 0
