"""Closed cases leave the state 90 days after their last record, a stub stays, and what was kept brings them back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rules.cards import CardState
from rules.court import Court
from rules.departed import Departed, decode_stub, name_of
from rules.dossier import encode, restore
from rules.lane import Lane, Record, Turn
from rules.leaving import KEPT, facts_of, leaves_at
from rules.privacy import Border
from tests.desk.office import CASE, T04, Bench, office
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

SEALING = Border(seal=lambda raw: "s1:" + raw.hex(), unseal=lambda text: bytes.fromhex(text[3:]))
CLOSED = "2018-10-17 10:00"
DAYS_90 = 90 * 86_400_000
LEAVES = milliseconds(at(CLOSED)) + DAYS_90


class Long(Bench):
    """The office's bench, its closed cases kept for 90 days; `turns` are the turns of the lane."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(office(keep_closed_days=90, **changes))
        self.turns: list[Turn] = []
        self.begin()

    def begin(self, departed: Departed | None = None, clock: int = 0) -> None:
        """A lane over the states there are."""
        court = Court((self.rulebook,), ANNOUNCED.real(), SEALING)
        self.lane = Lane(court, self.store, departed=departed, clock=clock)
        self.lane.restore()

    def closed(self) -> "Long":
        """Accepted, decided in time, handed over, closed: nothing of it is open."""
        self.accepted()
        self.event("case.decided", "2018-10-17 09:00", result="approved", staff_id="window")
        self.event("case.delivered", "2018-10-17 09:30", way="window")
        self.event("case.closed", CLOSED, kind="normal")
        return self

    def until(self, moment: int) -> Turn:
        """The clock goes on."""
        self.lane.advance(moment)
        return self.end()

    def end(self) -> Turn:
        turn = self.lane.end_turn()
        self.turns.append(turn)
        self.outputs += [json.loads(output.value) for output in turn.outputs]
        return turn

    def again(self, raw: bytes, stamp: int, topic: str = "case-events") -> Turn:
        """A record as it stands."""
        self._number += 1
        self.lane.take(Record(topic, -1, self._number, None, raw, stamp))
        return self.end()

    def archived(self) -> list[dict[str, Any]]:
        """What was written of the case as it left."""
        return [output["data"] for output in self.outputs if output["type"] == "case.archived"]

    def cards(self) -> list[dict[str, Any]]:
        """The last revision of every card."""
        found = (o["data"] for o in self.outputs if o["type"].startswith("card."))
        return list({card["card_id"]: card for card in found}.values())

    def letters(self) -> list[str]:
        """Reasons of dead letters."""
        return [o["data"]["reason"] for o in self.outputs if o["type"] == "dead-letter.recorded"]


def record(number: int, kind: str, when: str, /, **data: Any) -> bytes:
    """An event with an id of its own."""
    moment = at(when).isoformat()
    head = {"specversion": "1.0", "id": f"late-{number}", "source": "s", "type": kind, "subject": CASE}
    return json.dumps({**head, "time": moment, "recordedtime": moment, "data": data}).encode()


def test_a_closed_case_leaves_90_days_after_its_last_record_was_read_and_its_stub_stays() -> None:
    case = Long().closed()
    assert case.until(LEAVES - 1).states == {}
    known = restore(case.store[CASE])

    turn = case.until(LEAVES)

    assert turn.states == {CASE: None}
    assert case.store == {}
    stub = decode_stub(turn.stubs[CASE] or b"")
    assert (stub.day, stub.events) == (at(CLOSED).date().toordinal() + 90, 4)
    assert len(facts_of(known)) == 4
    (archived,) = case.archived()
    assert (archived["case_no"], archived["events"]) == (CASE, 4)
    assert archived["left_at"] == "2019-01-15T10:00:00.000+08:00"


def test_a_case_too_large_for_a_record_once_sealed_stays_where_it_is() -> None:
    case = Long().closed()
    stamp = milliseconds(at("2018-10-17 11:00"))
    for number in range(3):
        said = {"actor_id": "window", "card_id": T04, "reason": str(number) * 900_000}
        case.again(record(number, "desk.card_answer", "2018-10-17 11:00", **said), stamp, "desk-actions")
    case.until(LEAVES + 86_400_000)

    assert (case.archived(), list(case.store)) == ([], [CASE])


def test_a_later_event_is_a_dead_letter_and_makes_no_new_case() -> None:
    case = Long().closed()
    case.until(LEAVES)

    turn = case.again(record(1, "case.suspended", "2019-01-16 10:00", reason_code="lunch"), LEAVES + 1)

    assert turn.outcomes == {"dead_lettered:case_archived": 1}
    assert (case.store, case.letters()) == ({}, ["case_archived"])


def test_a_later_action_is_refused_once_and_one_decided_before_is_a_duplicate() -> None:
    case = Long().closed()
    before = record(1, "desk.card_answer", "2018-10-17 11:00", actor_id="window", card_id=T04, reason="r")
    case.again(before, milliseconds(at("2018-10-17 11:00")), "desk-actions")
    case.until(LEAVES + 3_600_000)
    after = before.replace(b"late-1", b"late-2")

    first = case.again(after, LEAVES + 3_600_001, "desk-actions")
    again = [case.again(each, LEAVES + 3_600_002, "desk-actions").outcomes for each in (after, before)]

    assert first.outcomes == {"applied": 1}
    assert again == [{"duplicate": 1}, {"duplicate": 1}]
    assert [case.outcome(each) for each in ("late-1", "late-2")] == ["unknown_target", "case_archived"]
    assert (
        sum(o["type"] == "action.refused" and o["data"]["action_id"] == "late-2" for o in case.outputs) == 1
    )


def test_a_later_record_puts_the_leaving_off_and_a_duplicate_does_not() -> None:
    case = Long().closed()
    later = record(1, "case.public_notice", "2018-11-17 10:00")
    stamp = milliseconds(at("2018-11-17 10:00"))
    case.again(later, stamp)
    case.again(later, stamp + 86_400_000)

    assert case.until(stamp + DAYS_90 - 1).states == {}
    assert case.until(stamp + DAYS_90).states == {CASE: None}


def test_a_case_that_is_not_closed_or_whose_closing_was_voided_stays() -> None:
    never = Long().accepted()
    voided = Long().closed()
    voided.event("case.corrected", "2018-10-18 10:00", corrects="e4", void=True, reason="r", approver_id="a")

    for case in (never, voided):
        case.lane.advance(LEAVES + 3 * DAYS_90)
        case.lane.end_turn()
        assert CASE in case.store


@pytest.mark.parametrize(
    ("state", "handled", "stays"),
    [
        (CardState.ISSUED, None, True),
        (CardState.PROPOSED, None, True),
        (CardState.APPEALED, 1, True),
        (CardState.ANSWERED, 1, False),
        (CardState.STANDS, 1, False),
        (CardState.WITHDRAWN, None, False),
        (CardState.REVOKED, 1, False),
    ],
)
def test_a_case_stays_while_a_card_waits_for_a_person(
    state: CardState, handled: int | None, stays: bool
) -> None:
    case = Long().accepted()
    case.event("case.decided", "2018-10-26 09:00", result="approved", staff_id="window")
    case.event("case.delivered", "2018-10-26 09:30", way="window")
    case.event("case.closed", "2018-10-26 10:00", kind="normal")
    case.until(milliseconds(at("2019-10-26 10:00")))
    dossier = restore(case.store[CASE])
    late = next(card for card in dossier.cards if card.record.card_id == T04)
    late.record, late.handled = replace(late.record, state=state), handled

    assert leaves_at(dossier, 90) is None  # its investigation is open
    dossier.tickets = []

    assert (leaves_at(dossier, 90) is None) is stays


def test_a_case_stays_while_a_complaint_about_it_has_an_open_ticket() -> None:
    case = Long().closed()
    case.event("case.complaint_opened", "2018-10-18 10:00", about="delay")

    case.until(LEAVES + 10 * DAYS_90)

    assert restore(case.store[CASE]).tickets


def test_what_was_kept_brings_the_case_back_with_its_cards_and_it_leaves_again() -> None:
    case = Long().accepted()
    case.event("case.decided", "2018-10-23 09:00", result="approved", staff_id="window")
    case.event("case.delivered", "2018-10-23 09:30", way="window")
    case.event("case.closed", "2018-10-23 10:00", kind="normal")
    left = milliseconds(at("2018-10-23 10:00")) + DAYS_90
    case.until(left)
    (warning,) = case.cards()
    assert (warning["rule_id"], warning["revision"], case.store) == ("T-03", 1, {})
    kept = case.archived()[-1]["dossier"].encode()
    decided_before = record(1, "case.decided", "2018-10-19 10:00", result="approved", staff_id="window")
    case.again(decided_before, left + 1)

    back = case.again(kept, left + 2)
    assert (back.outcomes, back.stubs) == ({"applied": 1}, {CASE: None})
    assert case.cards() == [warning]
    replayed = case.again(decided_before, left + 3)

    assert replayed.outcomes == {"applied": 1}
    (withdrawn,) = case.cards()
    assert (withdrawn["card_id"], withdrawn["state"], withdrawn["revision"]) == (
        warning["card_id"],
        "withdrawn",
        2,
    )
    assert case.again(decided_before, left + 4).outcomes == {"duplicate": 1}
    assert case.again(kept, left + 5).outcomes == {"duplicate": 1}
    case.until(left + 3 + DAYS_90 - 1)
    assert CASE in case.store
    case.until(left + 3 + DAYS_90)
    assert (case.store, case.archived()[-1]["events"]) == ({}, 5)


def test_a_dossier_that_nobody_sealed_or_that_is_none_brings_nothing_back() -> None:
    case = Long().closed()
    dossier = case.store[CASE]
    case.until(LEAVES)

    unsealed = case.again(KEPT + dossier, LEAVES)
    damaged = case.again(b"s1:" + (KEPT + b"\xc1").hex().encode(), LEAVES)

    assert unsealed.outcomes == {"dead_lettered:bad_encoding": 1}
    assert damaged.outcomes == {"dead_lettered:wrong_value": 1}
    assert case.store == {}


def test_a_kept_dossier_of_a_case_that_never_left_changes_nothing() -> None:
    case = Long().closed()
    sealed = (SEALING.seal or str)(KEPT + case.store[CASE]).encode()

    assert case.again(sealed, LEAVES - 1).outcomes == {"duplicate": 1}


def test_a_restored_lane_knows_who_left() -> None:
    case = Long().closed()
    turn = case.until(LEAVES)
    departed = Departed()
    for key, stub in turn.stubs.items():
        departed.keep(key, stub or b"")

    case.begin(departed, LEAVES)

    late = record(1, "case.suspended", "2019-01-16 10:00", reason_code="lunch")
    assert case.again(late, LEAVES).outcomes == {"dead_lettered:case_archived": 1}


def test_a_state_written_before_leaving_was_known_leaves_90_days_after_its_last_recording() -> None:
    case = Long().closed()
    old = restore(case.store[CASE])
    old.last_read, old.wakes = 0, {}
    case.store[CASE] = encode(old)
    case.begin(clock=LEAVES - 1)

    assert case.until(LEAVES - 1).states == {}
    case.until(LEAVES)

    assert case.store == {}


def test_a_case_of_years_ago_that_is_loaded_as_backlog_is_judged_before_it_leaves() -> None:
    case = Long()
    case.begin(clock=LEAVES + DAYS_90)
    case.closed()
    assert case.lane.backlog == 1
    case.lane.judge_backlog()

    case.until(case.lane.clock + DAYS_90)

    assert case.store == {}
    assert case.archived()[0]["events"] == 4


@pytest.mark.parametrize("keeps_all", [False, True])
def test_who_looks_at_all_cases_in_the_end_keeps_them(keeps_all: bool) -> None:
    case = Long().closed()
    court = Court((case.rulebook,), ANNOUNCED.real(), Border())
    lane = Lane(court, case.store, keeps_all=keeps_all)
    lane.restore()
    lane.advance(LEAVES + 1)
    lane.end_turn()

    assert (CASE in case.store) is keeps_all


@given(st.lists(st.tuples(st.sampled_from(["add", "discard"]), st.integers(0, 40))))
def test_the_names_of_who_left_are_a_set(steps: list[tuple[str, int]]) -> None:
    departed, expected = Departed(), set[int]()
    departed._merge()
    for number, (step, name) in enumerate(steps):
        getattr(departed, step)(name)
        getattr(expected, step)(name)
        if number % 5 == 0:
            departed._merge()

    assert [name in departed for name in range(41)] == [name in expected for name in range(41)]
    assert len(departed) == len(expected)


def test_ten_thousand_names_and_none_other_are_known() -> None:
    departed = Departed()
    for number in range(10_000):
        departed.add(name_of(f"case-{number}"))

    assert all(name_of(f"case-{number}") in departed for number in range(10_000))
    assert not any(name_of(f"other-{number}") in departed for number in range(10_000))
