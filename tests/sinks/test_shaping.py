from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from rules.cards import CardRecord
from rules.leads import LeadRecord
from rules.ratings import RatingRecord
from rules.tickets import TicketRecord
from sinks.records import LATEST_STAMP, Record
from sinks.shaping import Shaper
from sinks.tables import CARDS, LEADS, RATINGS, TABLES, TICKETS, Table
from tests.sinks.samples import (
    SHAPER,
    STAMP,
    SUBJECT,
    arrival,
    card_arrival,
    dead_letter,
    event,
    json_of,
    lead_arrival,
    output,
    rating_arrival,
    rating_ticket,
)


@dataclass
class Shaped:
    """The one row a record became."""

    table: str
    columns: dict[str, Any]


def shaped(record: Record, shaper: Shaper = SHAPER) -> Shaped:
    ((table, (row,)),) = shaper.shape([record]).items()
    return Shaped(table, dict(zip(TABLES[table].columns, row, strict=True)))


def test_an_event_keeps_its_place_and_the_fields_that_are_asked_for() -> None:
    row = shaped(arrival(7)).columns

    assert (row["topic"], row["partition"], row["offset"], row["stamp"]) == ("case-events", 3, 7, STAMP + 7)
    assert (row["event_id"], row["type"], row["subject"], row["key"]) == (
        "e-7",
        "case.accepted",
        SUBJECT,
        SUBJECT,
    )
    assert (row["time"], row["recordedtime"]) == (STAMP, STAMP + 2500)
    assert (row["item_code"], row["dept_code"], row["region_code"]) == ("430100-0001", "430100-ZJ", "")
    assert msgspec.json.decode(row["value"]) == event(7)


@pytest.mark.parametrize("value", [b"", b"{", b"[1]", b"7", b'"\xff"', b'{"id": "\\ud800"}', b'{"a": 1} x'])
def test_what_is_no_json_object_is_kept_without_key_and_value(value: bytes) -> None:
    row = shaped(arrival(7, value=value)).columns

    assert row["readable"] is False
    assert (row["key"], row["subject"], row["value"]) == ("", "", "")
    assert row["offset"] == 7


@pytest.mark.parametrize(("levels", "readable"), [(63, True), (64, False), (400, False)])
def test_what_nests_too_deep_to_be_looked_through_is_not_kept(levels: int, readable: bool) -> None:
    value = b'{"subject": "c", "more": ' + b"[" * levels + b'"13800138000"' + b"]" * levels + b"}"

    row = shaped(arrival(1, value=value)).columns

    assert row["readable"] is readable
    assert ("13800138000" in str(row)) is readable


def test_a_record_without_a_value_is_a_row_too() -> None:
    assert shaped(Record("findings", 0, 1, b"f", None, STAMP)).columns["readable"] is False


def test_fields_of_wrong_types_are_left_out_and_the_others_kept() -> None:
    body = {**event(1), "id": 5, "time": "yesterday", "data": [1]}

    row = shaped(arrival(1, value=json_of(body))).columns

    assert (row["event_id"], row["time"], row["item_code"]) == ("", None, "")
    assert (row["type"], row["readable"], row["recordedtime"]) == ("case.accepted", True, STAMP + 2500)


def test_a_time_without_an_offset_is_no_moment() -> None:
    body = {**event(1), "time": "2026-01-05T10:00:00"}

    assert shaped(arrival(1, value=json_of(body))).columns["time"] is None


def test_a_key_that_is_not_the_subject_is_not_written() -> None:
    record = arrival(1)._replace(key=b"13800138000")

    assert shaped(record).columns["key"] == ""


def test_what_the_border_takes_out_is_in_no_column() -> None:
    def hide(raw: bytes) -> bytes:
        return raw.replace(b"13800138000", b"***")

    row = shaped(arrival(1, value=json_of(event(1, staff_id="13800138000"))), Shaper(hide)).columns

    assert "13800138000" not in str(row)
    assert row["staff_id"] == "***"


@pytest.mark.parametrize(
    ("stamp", "kept"), [(-1, 0), (LATEST_STAMP, LATEST_STAMP), (LATEST_STAMP + 1, LATEST_STAMP)]
)
def test_a_stamp_no_calendar_holds_is_brought_to_the_edge(stamp: int, kept: int) -> None:
    assert shaped(arrival(1)._replace(stamp=stamp)).columns["stamp"] == kept


def test_every_field_of_a_card_has_a_column() -> None:
    fields = set(CardRecord.__struct_fields__) - {"responsible"}

    assert fields <= set(CARDS.columns)


def test_a_card_keeps_dates_as_dates_and_instants_as_milliseconds() -> None:
    found = shaped(card_arrival())

    assert found.table == "cards"
    assert str(found.columns["due_date"]) == "2026-01-04"
    assert found.columns["due_at"] == STAMP - 10 * 3_600_000
    assert found.columns["responsible_staff_id"] == "u17"
    assert found.columns["evidence"] == ("approval/430100 e-1",)


@pytest.mark.parametrize("data", [{"card_id": "x"}, {"card_id": "x", "revision": "one"}, {"revision": 2**40}])
def test_an_output_that_cannot_be_read_is_a_dead_letter_not_a_loss(data: dict[str, Any]) -> None:
    value = output("card.issued", "x/1", data)

    found = shaped(Record("cards", 3, 9, SUBJECT.encode(), value, STAMP))

    assert found.table == "dead_letters"
    assert (found.columns["reason"], found.columns["offset"]) == ("unreadable_output", 9)


def test_a_sealed_original_is_kept_and_a_clear_one_is_not() -> None:
    assert shaped(dead_letter(sealed=True)).columns["original"] == "c2VhbGVk"
    assert shaped(dead_letter(sealed=False)).columns["original"] == ""


def test_a_tombstone_of_a_compacted_topic_writes_nothing() -> None:
    assert SHAPER.shape([Record("case-states", 0, 1, SUBJECT.encode(), None, STAMP)]) == {}


def test_alerts_and_outcomes_keep_id_revision_and_the_whole_record() -> None:
    data = {"alert_id": "A1", "revision": 3, "state": "open"}
    record = Record("alerts", 0, 0, SUBJECT.encode(), output("alert.sent", "A1/3", data), STAMP)

    found = shaped(record)

    assert (found.table, found.columns["id"], found.columns["revision"]) == ("alerts", "A1", 3)
    assert msgspec.json.decode(found.columns["data"]) == data


def test_a_ticket_is_a_row_of_its_fields_and_the_whole_record() -> None:
    record = rating_ticket(revision=3, finding="confirmed", overdue=["contact"])

    row = shaped(record).columns

    assert (row["revision"], row["kind"], row["state"], row["class"]) == (
        3,
        "bad_rating",
        "assigned",
        "simple",
    )
    assert (row["responsible_staff_id"], row["finding"], row["overdue"]) == ("u18", "confirmed", ("contact",))
    assert (row["rectify_due"], row["review_due"]) == (1_768_233_600_000, None)
    assert msgspec.json.decode(row["data"])["history"] == []


def test_a_rating_is_a_row_that_names_the_ticket_its_service_asks_for() -> None:
    first, again = (shaped(rating_arrival(assess_number=number)).columns for number in (1, 2))

    assert (first["level"], first["counts"], first["labels"], first["rated_at"]) == (2, True, ("209",), STAMP)
    assert first["ticket_id"] == again["ticket_id"] == shaped(rating_ticket()).columns["id"]
    assert first["ticket_id"] != shaped(rating_arrival("s2")).columns["ticket_id"]
    assert "办事太慢" in first["data"]


def test_a_lead_is_a_row_of_its_fields() -> None:
    row = shaped(lead_arrival(state="confirmed", decided_by="u5")).columns

    assert (row["id"], row["kind"], row["state"], row["decided_by"]) == (
        "B-05-1",
        "configuration",
        "confirmed",
        "u5",
    )
    assert (row["subject"], row["evidence"], row["found_at"]) == ("item:430100-0001", ("e-1",), STAMP)


@pytest.mark.parametrize("record", [rating_ticket(), rating_arrival(), lead_arrival()])
def test_a_record_without_its_state_is_kept_as_a_dead_letter(record: Record) -> None:
    value = (record.value or b"").replace(b'"state":', b'"estate":').replace(b'"status":', b'"estate":')

    assert shaped(record._replace(value=value)).table == "dead_letters"


def fields(kind: type[msgspec.Struct]) -> set[str]:
    """The names of a record's fields as they are written."""
    return {each.encode_name for each in msgspec.structs.fields(kind)}


@pytest.mark.parametrize(
    ("table", "kind"), [(TICKETS, TicketRecord), (LEADS, LeadRecord), (RATINGS, RatingRecord)]
)
def test_columns_are_named_as_the_fields_the_worker_writes(table: Table, kind: type[msgspec.Struct]) -> None:
    own = {
        "id",
        "type",
        "time",
        "stamp",
        "data",
        "ticket_id",
        "responsible_staff_id",
        "responsible_dept_code",
    }

    assert set(table.columns) - own <= fields(kind)
