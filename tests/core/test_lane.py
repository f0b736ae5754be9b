"""A lane's promises: each record has one outcome, the clock never goes back, backlog is judged once and later."""

import base64
import json
from typing import Any

import pytest

from rules.court import Court
from rules.dossier import BrokenDossier, Dossier, Outlook, encode, outlook, restore
from rules.lane import Lane, Record, Turn
from rules.privacy import Border
from rules.schedule import Schedule
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.core.test_decode import GOOD

SHIPPED = load_rulebook(shipped_rulebook())
COURT = Court([SHIPPED.rulebook], SHIPPED.calendar, Border())
HOUR = 3_600_000
T0 = 1_767_578_400_000  # 2026-01-05T10:00+08:00, a Monday


def event(number: int, kind: str, minutes: int = 0, /, **data: Any) -> bytes:
    """Event e-<number> of the case, `minutes` after T0, recorded as it happens."""
    body = {**GOOD, "id": f"e-{number}", "type": f"case.{kind}", "data": data}
    moment = _text(T0 + minutes * 60_000)
    return json.dumps({**body, "time": moment, "recordedtime": moment}).encode()


def _text(ms: int) -> str:
    return COURT.zone.iso(ms)


def lane(store: dict[str, bytes] | None = None, **options: Any) -> Lane:
    return Lane(COURT, {} if store is None else store, **options)


def feed(
    one: Lane, value: bytes | None, stamp: int = T0, key: bytes | None = None, partition: int = -1
) -> None:
    one.take(Record("case-events", partition, 7, key, value, stamp))


def letters(turn: Turn) -> list[dict[str, Any]]:
    return [json.loads(each.value)["data"] for each in turn.outputs if each.topic == "dead-letters"]


def cards(turn: Turn) -> list[dict[str, Any]]:
    return [json.loads(each.value)["data"] for each in turn.outputs if each.topic == "cards"]


ACCEPTED = event(1, "accepted", item_code="430100-0001", promise_days=5, legal_days=10, voucher_no="S")


def test_every_record_is_applied_or_a_duplicate_or_dead() -> None:
    one = lane()
    for value in (ACCEPTED, ACCEPTED, ACCEPTED.replace(b'"S"', b'"Z"'), b"nonsense", None):
        feed(one, value)

    turn = one.end_turn()

    assert turn.outcomes == {
        "applied": 1,
        "duplicate": 1,
        "dead_lettered:conflicting_duplicate": 1,
        "dead_lettered:not_json": 1,
        "dead_lettered:no_value": 1,
    }
    assert [letter["reason"] for letter in letters(turn)] == ["conflicting_duplicate", "not_json", "no_value"]
    assert base64.b64decode(letters(turn)[1]["original"]) == b"nonsense"
    assert one.end_turn() == Turn.empty()


def test_a_dead_letter_of_a_file_says_which_case_it_is_about_where_that_can_be_read() -> None:
    one = lane()
    named = ACCEPTED.replace(b'"promise_days": 5', b'"promise_days": 0')
    for value in (
        named,
        named.replace(b"430100-2026", b" " * 300),
        named.replace(b'"subject"', b'"case"'),
        b"{",
    ):
        feed(one, value)

    found = [json.loads(each.value)["subject"] for each in one.end_turn().outputs]

    assert found == ["430100-2026-000123", "", "", ""]


def test_a_record_whose_key_or_partition_is_not_its_subjects_is_dead() -> None:
    one = lane(partition_of=lambda _: 3)
    subject = GOOD["subject"].encode()
    feed(one, ACCEPTED, key=None, partition=3)
    feed(one, ACCEPTED, key=b"another", partition=3)
    feed(one, ACCEPTED, key=subject, partition=4)
    feed(one, ACCEPTED, key=subject, partition=3)

    assert one.end_turn().outcomes == {"dead_lettered:wrong_key": 3, "applied": 1}


def test_what_file_intake_sealed_is_opened_and_its_dead_letter_has_the_true_reason() -> None:
    border = Border(seal=lambda raw: "s1:" + raw.hex(), unseal=lambda text: bytes.fromhex(text[3:]))
    one = Lane(Court([SHIPPED.rulebook], SHIPPED.calendar, border), {})
    for raw in (b"[1]", b"nonsense"):
        feed(one, b"s1:" + raw.hex().encode())
    feed(one, b"s1:never sealed")

    turn = one.end_turn()

    assert turn.outcomes == {"dead_lettered:not_object": 1, "dead_lettered:not_json": 2}
    assert [letter["original"] for letter in letters(turn)] == [
        "s1:" + raw.hex() for raw in (b"[1]", b"nonsense", b"s1:never sealed")
    ]


def test_the_first_read_of_an_identity_stands_whatever_comes_after() -> None:
    store: dict[str, bytes] = {}
    one = lane(store)
    feed(one, ACCEPTED)
    one.end_turn()
    before = store[GOOD["subject"]]
    feed(one, ACCEPTED.replace(b'"promise_days": 5', b'"promise_days": 50'))
    one.end_turn()

    assert store[GOOD["subject"]] == before


def test_the_clock_never_goes_back_and_does_not_pass_its_ceiling() -> None:
    one = lane(clock=T0)
    feed(one, ACCEPTED, stamp=T0 - HOUR)
    assert one.clock == T0
    one.ceiling = T0 + HOUR
    feed(one, event(2, "stage_entered", 60, stage_code="x"), stamp=T0 + 2 * HOUR)
    assert one.clock == T0 + HOUR


def test_a_record_just_an_hour_behind_is_judged_at_once_and_one_further_behind_is_backlog() -> None:
    pause = event(2, "suspended", 1, reason_code="lunch")
    on_time, behind = lane(clock=T0 + HOUR), lane(clock=T0 + HOUR + 1)
    for one in (on_time, behind):
        feed(one, ACCEPTED)
        feed(one, pause)

    assert on_time.backlog == 0
    assert [card["rule_id"] for card in cards(on_time.end_turn())] == ["P-11"]
    assert behind.backlog == 1
    assert cards(behind.end_turn()) == []
    assert behind.judge_backlog()
    assert [card["rule_id"] for card in cards(behind.end_turn())] == ["P-11"]


def test_history_read_as_backlog_makes_no_card_that_its_next_record_takes_back() -> None:
    one = lane(clock=T0 + 90 * 24 * HOUR)
    feed(one, ACCEPTED)
    feed(one, event(2, "decided", 60, result="approved", basis_ids=["b"]), stamp=T0 + HOUR)
    feed(one, event(3, "ready_notified", 120), stamp=T0 + 2 * HOUR)
    one.judge_backlog()

    assert not [card for card in cards(one.end_turn()) if card["rule_id"].startswith("T-")]


def test_backlog_survives_a_restore() -> None:
    store: dict[str, bytes] = {}
    first = lane(store, clock=T0 + 2 * HOUR)
    feed(first, ACCEPTED)
    feed(first, event(2, "suspended", 1, reason_code="lunch"))
    first.end_turn()

    second = lane(store, clock=T0 + 2 * HOUR)
    second.restore()

    assert second.backlog == 1
    second.judge_backlog()
    assert [card["rule_id"] for card in cards(second.end_turn())] == ["P-11"]


def test_deadlines_survive_a_restore_and_fire_in_clock_order() -> None:
    store: dict[str, bytes] = {}
    first = lane(store)
    feed(first, ACCEPTED)
    first.end_turn()

    second = lane(store, clock=first.clock)
    second.restore()
    second.advance(T0 + 30 * 24 * HOUR)
    made = [(card["rule_id"], card["state"]) for card in cards(second.end_turn())]

    assert made == [
        ("T-03", "issued"),
        ("T-03", "superseded"),
        ("T-04", "issued"),
        ("T-03", "superseded"),
        ("T-04", "superseded"),
        ("T-05", "issued"),
        ("E-01", "issued"),
    ]


def test_many_due_at_one_moment_can_be_taken_in_parts_without_losing_any() -> None:
    one = lane()
    for number in range(7):
        feed(one, ACCEPTED.replace(b"000123", b"%06d" % number))
    one.end_turn()
    due = one.next_due()
    assert due is not None

    parts = 0
    while one.advance(due, limit=2) == 2:
        parts += 1

    turn = one.end_turn()
    assert parts == 3
    assert sorted(card["case_no"] for card in cards(turn)) == [f"430100-2026-{n:06d}" for n in range(7)]


def test_a_turn_counts_by_how_much_the_cards_of_a_kind_changed() -> None:
    one = lane()
    feed(one, ACCEPTED)
    one.advance(T0 + 7 * 24 * HOUR)
    first = one.end_turn().cards
    one.advance(T0 + 30 * 24 * HOUR)
    second = one.end_turn().cards

    assert first == {("T-03", "warning", "issued"): 1}
    assert {kind: number for kind, number in second.items() if number} == {
        ("T-03", "warning", "issued"): -1,
        ("T-03", "warning", "superseded"): 1,
        ("T-04", "yellow", "superseded"): 1,
        ("T-05", "red", "issued"): 1,
        ("E-01", "red", "issued"): 1,
    }


def test_a_correction_waits_for_its_target_and_is_dead_when_its_replacement_does_not_fit() -> None:
    said = {"corrects": "e-1", "reason": "改", "approver_id": "u", "replacement": {"promise_days": 5}}
    one = lane()
    feed(one, event(2, "corrected", **said))
    assert one.end_turn().outcomes == {"applied": 1}
    feed(one, ACCEPTED)

    turn = one.end_turn()

    assert turn.outcomes == {"applied": 1}
    assert [(letter["reason"], letter["path"]) for letter in letters(turn)] == [
        ("missing_field", "/data/replacement/item_code")
    ]


def test_a_fact_dated_ahead_takes_effect_at_its_time() -> None:
    one = lane()
    feed(one, ACCEPTED)
    ahead = json.loads(event(2, "suspended", 600, reason_code="lunch"))
    feed(one, json.dumps({**ahead, "recordedtime": _text(T0)}).encode())
    assert cards(one.end_turn()) == []

    one.advance(T0 + 600 * 60_000 - 1)
    assert cards(one.end_turn()) == []
    one.advance(T0 + 600 * 60_000)
    assert [card["rule_id"] for card in cards(one.end_turn())] == ["P-11"]


def test_a_case_that_is_closed_with_nothing_pending_is_settled_and_an_open_one_is_not() -> None:
    one = lane()
    feed(one, ACCEPTED)
    assert one.end_turn().settled == set()
    feed(one, event(2, "closed", 60, kind="withdrawn"), stamp=T0 + HOUR)
    assert one.end_turn().settled == {GOOD["subject"]}


def test_a_case_state_is_written_once_a_change() -> None:
    one = lane()
    feed(one, ACCEPTED)
    states = [each for each in one.end_turn().outputs if each.topic == "case-states"]
    feed(one, ACCEPTED)
    again = [each for each in one.end_turn().outputs if each.topic == "case-states"]

    assert [json.loads(each.value)["data"]["promise_due_date"] for each in states] == ["2026-01-12"]
    assert again == []


def test_a_subject_queued_earlier_and_later_is_popped_once_at_each_moment_it_waits_for() -> None:
    schedule = Schedule()
    schedule.put("a", 10)
    schedule.put("a", 5)
    assert schedule.pop(5) == (5, ["a"])
    schedule.put("a", 10)
    assert schedule.pop(10) == (10, ["a"])
    assert schedule.pop(99) is None


def test_the_outlook_of_a_record_is_that_of_its_dossier() -> None:
    store: dict[str, bytes] = {}
    one = lane(store, clock=T0 + HOUR + 1)
    feed(one, ACCEPTED, stamp=T0)
    feed(one, ACCEPTED.replace(b"430100-2026-000123", b"another"), stamp=T0 + HOUR)
    one.end_turn()

    for record in store.values():
        known, dossier = outlook(record), restore(record)
        names = ("subject", "wakes", "stale", "state_revision", "state_digest", "court", "next_wake")
        assert [getattr(known, name) for name in names] == [getattr(dossier, name) for name in names]
    assert {outlook(record).stale for record in store.values()} == {True, False}
    assert Outlook.__struct_fields__ == Dossier.__struct_fields__[: len(Outlook.__struct_fields__)]


def test_a_state_that_cannot_be_read_is_named_with_its_case() -> None:
    torn = encode(Dossier("case-2"))[:-1]

    with pytest.raises(BrokenDossier, match="the state of case case-2 cannot be read"):
        lane({"case-1": encode(Dossier("case-1")), "case-2": torn}).restore()
