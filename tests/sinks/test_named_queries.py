import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from zlib import crc32

import pytest

from dashboards.catalogue import panel_queries
from rules.alerts import AlertKind, alert_id_of
from rules.tickets import TicketKind, ticket_id_of
from sinks import queries
from sinks.archive import ClickHouseArchive
from sinks.away import ArchiveAway, BadQuery
from sinks.delivery.journal import entry
from sinks.dsn import parse_dsn
from sinks.findings import own
from sinks.findings.scheduled import SCHEDULED
from sinks.named_queries import MAX_ROWS, Reader, query_named, shipped_queries
from sinks.query_parts import PART
from sinks.readers import Readers
from sinks.records import Record
from tests.delivery.samples import alert, alert_event, message
from tests.sinks.samples import (
    SHAPER,
    STAMP,
    SUBJECT,
    action_outcome,
    arrival,
    card_arrival,
    case_state,
    dead_letter,
    event,
    json_of,
    lead_arrival,
    output,
    rating_arrival,
    rating_ticket,
)

TEXTS = {
    "subject": SUBJECT,
    "card_id": "T-04-1",
    "ticket_id": ticket_id_of(TicketKind.BAD_RATING, (SUBJECT, "rating", "s1")),
    "source": "approval/430100",
    "alert_id": alert_id_of(AlertKind.CARD, SUBJECT),
    "count": "1",
    "days": "1",
    "per_month": "0",
    "percent": "1",
    "identities": "p",
    "zone": "Asia/Shanghai",
    "today": "2026-02-01",
}
MONTH = {
    "zone": "Asia/Shanghai",
    "first": "2026-01-01",
    "next": "2026-02-01",
    "since": "2026-01-01T00:00:00+08:00",
    "until": "2026-02-01T00:00:00+08:00",
    "staff_id": "u17",
    "frozen": "frozen-1",
}
OF_A_TIME = ("assessment_", "finding_", "report_", "sample_")
ASKED_ELSEWHERE = {
    own.QUERY,
    "report_suggestions",
    "report_problems",
    "report_call_backs",
    "report_on_time_legal",
    "report_seen",
}
ASKED_ELSEWHERE |= {
    "sample_population",
    "sample_answers",
    *(each.query for each in SCHEDULED if each.looks_back),
}
"""Asked over an archive in which there is what they look for (test_leads, tests/samples, tests/assessment)."""

OWN: dict[str, dict[str, str]] = {
    "cards_named": {"card_ids": "T-04-1,unknown"},
    "leads_page": {"subject": "item:"},
    "subject_of": {"id": "T-04-1"},
    "lead": {"lead_id": "A-15-1"},
    "alerts_about": {"subject": SUBJECT, "about_id": alert(SUBJECT).about_id, "kind": "card"},
    "dead_letter": {"letter_id": "dead/case-events/3/8"},
    "dead_letters_page": {"source": "*"},
    "assessment_month": {"subject": "month:2026-01"},
    "assessment_pieces": {"subject": "month:2026-01"},
    "archived_case": {"case_no": SUBJECT},
    "sample_answers": {"sample": "2026-01/1/95/5"},
    "audit_inputs": {"topic": "case-events", "partition": "3", "next": "1000"},
    "audit_places": {"topic": "case-events", "partition": "3", "first": "0", "next": "1000"},
    "audit_outputs": {"table": "cards"},
    "audit_identities": {"table": "cards", "piece": str(crc32(b"T-04-1/1") % 4096)},
}
"""Parameters that mean something else, or nothing, to other queries."""
DELIVERED = entry("delivered", "jw", "webhook", message(SUBJECT), 1, 0)
HOSTILE = [
    "' OR 1 = 1 --",
    "x' UNION ALL SELECT * FROM schema_migrations --",
    "\\' OR 1 = 1 --",
    "'; DROP TABLE events; --",
    "{subject:String}",
    "%27 OR 1=1",
    "a\x00b\n\t\\",
]


@pytest.fixture(scope="module")
def filled(engine_folder: Path) -> Iterator[Reader]:
    """Two cases' events, a card that was withdrawn, an open case, a dead letter, an outcome; some of it twice."""
    address = parse_dsn(f"chdb://{engine_folder}?database=filled")
    archive = ClickHouseArchive(address)
    archive.write(
        SHAPER.shape(
            [
                *(arrival(1), arrival(2), arrival(3, subject="other"), arrival(4, value=b"not JSON")),
                *(card_arrival(), card_arrival(revision=2, state="withdrawn", offset=1)),
                *(card_arrival(card_id="T-05-1", rule_id="T-05", colour="red", offset=2), case_state(1)),
                *(dead_letter(sealed=True), action_outcome()),
                Record("alerts", 0, 0, SUBJECT.encode(), alert_event(alert(SUBJECT)), STAMP),
                Record("deliveries", 0, 0, SUBJECT.encode(), DELIVERED, STAMP),
                *archived_findings(),
                archived_case(),
                *archived_month(),
                arrival(8, subject="refused"),
            ]
        )
    )
    archive.write(SHAPER.shape([arrival(1), card_arrival()]))
    archive.close()
    reader = Reader(address)
    yield reader
    reader.close()


def archived_case() -> Record:
    """A closed case that has left the workers."""
    data = {
        "case_no": SUBJECT,
        "events": 4,
        "left_at": "2026-05-01T10:00:00.000+08:00",
        "dossier": "s1:0000:AA==",
    }
    body = output("case.archived", f"{SUBJECT}/1", data)
    return Record("archived-cases", 3, 0, SUBJECT.encode(), body, STAMP)


def archived_findings() -> list[Record]:
    """What the scheduled queries look for: a confirmed bad rating, a late entry, a case closed later, a day
    that does not agree; and a finding."""
    said = {**event(9, "finding:R-06-1"), "type": "finding.opened"}
    counted = {**event(10, "approval/430100", date="2026-01-05", events=50), "type": "source.counted"}
    return [
        *(rating_arrival(), rating_ticket(finding="confirmed")),
        card_arrival(card_id="P-13-1", rule_id="P-13", colour="warning", offset=3),
        card_arrival(card_id="T-09-1", rule_id="T-09", state="revoked", exemption="process", offset=4),
        case_state(1, "closed", 1, "other", closed_at="2026-01-09T10:00:00.000+08:00"),
        arrival(9, "finding:R-06-1", "findings", json_of(said)),
        arrival(10, "approval/430100", "office-events", json_of(counted)),
    ]


def archived_month() -> list[Record]:
    """What scores of January count besides: a case of somebody, a card nobody confirmed yet, a lead that was confirmed,
    a day at work; and the month's own record with a piece of its figures."""
    attended = {**event(11, "u17", kind="present"), "type": "staff.attended"}
    month = output("month.closed", "month:2026-01/1", {"month": "2026-01", "revision": 1}, "month:2026-01")
    piece = output("assessment.piece", "frozen-1/0001", {"lines": []}, "month:2026-01")
    return [
        case_state(1, "closed", 2, "scored", start_date="2026-01-05", accepted_by="u17"),
        card_arrival(card_id="P-06-1", rule_id="P-06", state="proposed", offset=5),
        lead_arrival("A-15-1", state="confirmed", kind="authenticity", rule_id="A-15"),
        arrival(11, "u17", "office-events", json_of(attended)),
        Record("assessments", 3, 0, b"month:2026-01", month, STAMP),
        Record("assessments", 3, 1, b"month:2026-01", piece, STAMP),
    ]


def given_for(name: str) -> dict[str, str]:
    """Parameters the query needs."""
    query = query_named(name)
    numbers = {
        key: "1" for key, kind in query.types.items() if kind == "UInt32" and key not in query.defaults
    }
    texts = {**TEXTS, **MONTH} if name.startswith(OF_A_TIME) else TEXTS
    common = {key: text for key, text in texts.items() if key in query.types}
    return {**numbers, **common, **OWN.get(name, {})}


@pytest.mark.parametrize("name", list(shipped_queries()))
def test_every_query_limits_its_rows_and_is_told_what_it_is_for(name: str) -> None:
    query = query_named(name)

    assert query.types["limit"] == "UInt32"
    assert query.bind(given_for(name))["limit"] <= MAX_ROWS
    assert query.summary.endswith(".")


def test_every_part_is_in_use_and_put_in_whole_with_its_defaults() -> None:
    parts = {file.stem for file in (Path(queries.__file__).parent / "parts").glob("*.sql")}
    texts = [file.read_text("utf-8") for file in Path(queries.__file__).parent.glob("*.sql")]

    assert {found[2] for text in texts for found in PART.finditer(text)} == parts
    for query in (*shipped_queries().values(), *panel_queries().values()):
        assert not re.search(r"\{\{|\}\}|\$it|--", query.sql), query.name
        assert query.defaults.keys() <= query.types.keys(), query.name
    cards = query_named("cards_page").defaults
    assert (cards["depts"], cards["item_code"], cards["since"]) == ("*", "*", "1970-01-01T00:00:00Z")


@pytest.mark.parametrize("name", sorted(shipped_queries().keys() - ASKED_ELSEWHERE))
def test_every_query_answers(filled: Reader, name: str) -> None:
    assert filled.run(name, given_for(name))


def test_the_events_of_a_case_come_as_they_were_in_order(filled: Reader) -> None:
    found = filled.run("events_of_case", {"subject": SUBJECT})

    assert [row["offset"] for row in found] == [1, 2]
    assert found[0]["value"] == (arrival(1).value or b"").decode()
    assert found[0]["stamp"] == "2026-01-05T02:00:00.001Z"


def test_counts_do_not_count_a_redelivery_twice(filled: Reader) -> None:
    events = {(row["topic"], row["type"]): row["events"] for row in filled.run("event_counts", {})}
    cards = {(row["rule_id"], row["state"]): row["cards"] for row in filled.run("card_counts", {})}

    assert events == {
        ("case-events", "case.accepted"): 4,
        ("case-events", ""): 1,
        ("findings", "finding.opened"): 1,
        ("office-events", "source.counted"): 1,
        ("office-events", "staff.attended"): 1,
    }
    assert cards == {
        ("P-06", "proposed"): 1,
        ("P-13", "issued"): 1,
        ("T-04", "withdrawn"): 1,
        ("T-05", "issued"): 1,
        ("T-09", "revoked"): 1,
    }


def test_what_an_explanation_rests_on_comes_in_one_answer_each_part_in_its_order(filled: Reader) -> None:
    """As each part is asked for alone; a redelivered record is there once."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in filled.run("case_on_record", {"subject": SUBJECT}):
        parts.setdefault(row["part"], []).append(row)

    events = filled.run("events_of_case", {"subject": SUBJECT})
    assert [row["value"] for row in parts["event"]] == [row["value"] for row in events]
    outcomes = filled.run("outcomes_of_case", {"subject": SUBJECT})
    assert [row["value"] for row in parts["outcome"]] == [row["data"] for row in outcomes]
    cards = [(row["id"], row["revision"]) for row in parts["card"]]
    assert cards == sorted(set(cards))
    assert [number for name, number in cards if name == "T-04-1"] == [1, 2]
    assert parts.keys() == {"event", "outcome", "card", "ticket"}


def test_of_a_subject_with_more_than_one_answer_holds_events_are_cut_not_what_was_done(
    filled: Reader,
) -> None:
    whole = filled.run("case_on_record", {"subject": SUBJECT})
    events = sum(1 for row in whole if row["part"] == "event")

    found = filled.run("case_on_record", {"subject": SUBJECT, "limit": str(len(whole) - events)})

    assert found == whole[: len(whole) - events]
    assert "event" not in {row["part"] for row in found}


@pytest.mark.parametrize(
    ("lines", "whole"), [("card_lines", "cards_of_case"), ("ticket_lines", "tickets_of_subject")]
)
def test_the_lines_of_a_list_say_what_the_whole_records_say(filled: Reader, lines: str, whole: str) -> None:
    found = filled.run(lines, {"subject": SUBJECT})

    assert found == [
        {name: row[name] for name in found[0]} for row in filled.run(whole, {"subject": SUBJECT})
    ]


def test_several_cards_are_found_by_their_ids_as_they_stand_now(filled: Reader) -> None:
    found = filled.run("cards_named", {"card_ids": "T-05-1,T-04-1,unknown,T-04"})

    assert [(row["card_id"], row["state"]) for row in found] == [
        ("T-04-1", "withdrawn"),
        ("T-05-1", "issued"),
    ]


def test_short_questions_are_answered_beside_each_other(engine_folder: Path, filled: Reader) -> None:
    """Four at once, each on a connection of its own, none of which is left open."""
    readers, together = Readers(parse_dsn(f"chdb://{engine_folder}?database=filled")), Barrier(4)

    def ask(_: int) -> int:
        together.wait(30)
        return len(readers.run("card", {"card_id": "T-04-1"}))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [2, 2, 2, 2]
    with pytest.raises(BadQuery):
        readers.run("no_such", {})
    readers.close()
    assert filled.run("card", {"card_id": "T-04-1"}), "others' connections stay"


def test_a_card_comes_with_its_revisions_the_last_being_the_truth(filled: Reader) -> None:
    found = filled.run("card", {"card_id": "T-04-1"})

    assert [(row["revision"], row["state"]) for row in found] == [(1, "issued"), (2, "withdrawn")]
    assert (found[0]["due_date"], found[0]["due_at"]) == ("2026-01-04", "2026-01-04T16:00:00.000Z")


def test_an_id_finds_what_is_its_own_kind_only(filled: Reader) -> None:
    """All kinds are in one order of ids."""
    ids = {kind: TEXTS[f"{kind}_id"] for kind in ("card", "ticket", "alert")} | {"lead": "A-15-1"}

    for kind in ids:
        answered = {other for other in ids if filled.run(kind, {f"{kind}_id": ids[other]})}
        assert answered == {kind}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("events_of_case", "subject"),
        ("card", "card_id"),
        ("ticket", "ticket_id"),
        ("lead", "lead_id"),
        ("alert", "alert_id"),
    ],
)
def test_sql_in_a_parameter_is_only_text(filled: Reader, name: str, parameter: str, text: str) -> None:
    assert filled.run(name, {parameter: text}) == []
    assert len(filled.run("events_of_case", {"subject": SUBJECT})) == 2


def test_a_subject_that_looks_like_sql_is_found_by_itself(archive: ClickHouseArchive, reader: Reader) -> None:
    for number, text in enumerate(HOSTILE):
        archive.write(SHAPER.shape([arrival(number, subject=text)]))

    for number, text in enumerate(HOSTILE):
        assert [row["offset"] for row in reader.run("events_of_case", {"subject": text})] == [number]


@pytest.mark.parametrize("limit", ["1; DROP TABLE events", "-1", "1.5", "", "4294967296", "１x"])
def test_a_limit_that_is_no_number_is_refused(reader: Reader, limit: str) -> None:
    with pytest.raises(BadQuery, match="parameter limit of query newest_cards"):
        reader.run("newest_cards", {"limit": limit})


@pytest.mark.parametrize("name", ["../card", "card.sql", "", "SELECT 1"])
def test_only_named_queries_are_answered(reader: Reader, name: str) -> None:
    with pytest.raises(BadQuery, match=re.escape(f"no query {name!r}")):
        reader.run(name, {})


def test_a_parameter_too_many_or_too_few_is_refused(reader: Reader) -> None:
    with pytest.raises(BadQuery, match="takes subject, limit, not 'database'"):
        reader.run("events_of_case", {"subject": "x", "database": "system"})
    with pytest.raises(BadQuery, match="needs the parameter 'subject'"):
        reader.run("events_of_case", {})


def test_a_limit_holds_and_is_capped(filled: Reader) -> None:
    assert len(filled.run("events_of_case", {"subject": SUBJECT, "limit": "1"})) == 1
    assert query_named("newest_cards").bind({"limit": "4000000000"})["limit"] == MAX_ROWS


def test_an_archive_that_is_not_there_is_away(reader: Reader) -> None:
    with pytest.raises(ArchiveAway, match="UNKNOWN_DATABASE"):
        reader.run("card_counts", {})


def test_reading_makes_no_folder() -> None:
    with pytest.raises(ArchiveAway, match="folder does not exist"):
        Reader(parse_dsn("chdb:///nowhere/at/all")).run("card_counts", {})
