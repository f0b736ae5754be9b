"""What people do with cards: every move from every state, who may, and what the data do besides."""

from collections.abc import Callable

import pytest

from rules.cards import CardState
from rules.desk import MOVES
from rules.on_record import OnRecord
from tests.desk.office import T04, T05, T06, Bench, office

LATE = "2018-10-25 00:00"
NEXT = "2018-10-25 09:00"


def late() -> Bench:
    """The promise is exceeded: T-04 stands, issued."""
    return Bench().accepted().wait(LATE)


def test_a_card_is_answered_by_the_person_who_answers_for_it() -> None:
    bench = late()

    assert bench.act("answer", NEXT, "window") == "done"
    assert bench.card()["state"] == "answered"
    assert bench.card()["reason"] == "回复 / answered: window: because it is so"


@pytest.mark.parametrize(
    ("actor", "outcome"),
    [
        ("head", "done"),
        ("speaker", "done"),
        ("clerk", "not_yours"),
        ("other_head", "not_yours"),
        ("supervisor", "not_yours"),
        ("nobody", "unknown_actor"),
    ],
)
def test_only_the_department_concerned_answers(actor: str, outcome: str) -> None:
    assert late().act("answer", NEXT, actor) == outcome


@pytest.mark.parametrize(
    ("actor", "outcome"),
    [
        ("supervisor", "done"),
        ("adjudicator", "not_entitled"),
        ("head", "not_entitled"),
        ("own_adjudicator", "done"),
    ],
)
def test_only_a_supervisor_revokes(actor: str, outcome: str) -> None:
    assert late().act("revoke", NEXT, actor) == outcome


def test_nobody_decides_on_a_card_of_their_own() -> None:
    bench = Bench().accepted(staff_id="supervisor").wait(LATE)

    assert bench.act("revoke", NEXT, "supervisor") == "conflict_of_interest"


def test_an_appeal_is_decided_by_an_adjudicator_of_another_department() -> None:
    bench = late()
    bench.act("appeal", NEXT, "window")

    assert bench.decide("grant", "2018-10-25 10:00", "own_adjudicator") == "conflict_of_interest"
    assert bench.decide("grant", "2018-10-25 10:00", "supervisor") == "not_entitled"
    assert bench.decide("grant", "2018-10-25 10:00", "adjudicator") == "done"
    assert bench.states() == ["issued", "appealed", "revoked"]


def test_who_referred_an_appeal_up_does_not_decide_on_it() -> None:
    bench = late()
    bench.act("appeal", NEXT, "window")

    assert bench.decide("refer_up", "2018-10-25 10:00") == "done"
    assert bench.card()["state"] == "appealed"
    assert bench.decide("deny", "2018-10-25 11:00") == "same_person"
    assert bench.decide("deny", "2018-10-25 11:00", "adjudicator2") == "done"
    assert bench.card()["state"] == "stands"


def test_a_card_sent_back_is_issued_again_with_an_answer_due_anew() -> None:
    bench = late()
    bench.act("appeal", NEXT, "window")
    bench.decide("send_back", "2018-10-29 10:00")

    card = bench.card()
    assert (card["state"], card["issued_at"][:16]) == ("issued", "2018-10-29T10:00")
    assert card["answer_due"][:10] == "2018-11-06"  # midnight after 5 November, 5 working days later


def test_an_answer_is_due_five_working_days_after_the_card_was_issued() -> None:
    assert late().card()["answer_due"][:16] == "2018-11-02T00:00"


def test_an_appeal_comes_too_late_once_its_day_is_over() -> None:
    before, after = (Bench(office(parameters={"T-05.grace": 200})).accepted().wait(LATE) for _ in range(2))

    assert before.act("appeal", "2018-11-01 23:59:59", "head") == "done"
    assert after.act("appeal", "2018-11-02 00:00", "head") == "too_late"
    assert after.act("answer", "2018-11-02 00:00", "head") == "done"


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_whoever_moves_a_card_says_why(reason: str | None) -> None:
    bench = late()

    assert bench.act("answer", NEXT, "window", reason=reason) == "reason_missing"
    assert bench.card()["state"] == "issued"


def test_a_proposed_card_takes_effect_when_a_supervisor_confirms_it() -> None:
    bench = (
        Bench()
        .accepted()
        .event("case.supplement_notified", "2018-10-16 09:00", items=["M"], staff_id="window")
    )
    (card_id,) = {each["data"]["card_id"] for each in bench.outputs if each["type"] == "card.proposed"}

    assert bench.card(card_id)["answer_due"] is None
    assert bench.act("confirm", "2018-10-16 10:00", "head", card_id) == "not_entitled"
    assert bench.act("confirm", "2018-10-16 10:00", "supervisor", card_id, reason=None) == "done"
    card = bench.card(card_id)
    assert (card["state"], card["mode"], card["issued_at"][:16]) == (
        "issued",
        "confirmed",
        "2018-10-16T10:00",
    )
    assert card["answer_due"][:10] == "2018-10-24"


def test_a_rejected_card_stays_rejected_whatever_comes() -> None:
    bench = (
        Bench()
        .accepted()
        .event("case.supplement_notified", "2018-10-16 09:00", items=["M"], staff_id="window")
    )
    (card_id,) = {each["data"]["card_id"] for each in bench.outputs if each["type"] == "card.proposed"}
    bench.act("reject", "2018-10-16 10:00", "supervisor", card_id)
    bench.event("case.corrected", "2018-10-16 11:00", corrects="e2", void=True, reason="r", approver_id="a")
    bench.event("case.corrected", "2018-10-16 12:00", corrects="e4", void=True, reason="r", approver_id="a")

    assert bench.card(card_id)["state"] == "rejected"


def test_a_revoked_occasion_stays_revoked_whatever_comes() -> None:
    bench = late()
    bench.act("revoke", NEXT, "supervisor")
    bench.event("case.closed", "2018-10-20 10:00", "2018-10-25 10:00", kind="normal")
    bench.event("case.corrected", "2018-10-25 11:00", corrects="e3", void=True, reason="r", approver_id="a")

    assert bench.states() == ["issued", "revoked"]


def test_a_card_that_was_answered_comes_back_as_answered() -> None:
    bench = late()
    bench.act("answer", NEXT, "window")
    bench.event("case.closed", "2018-10-20 10:00", "2018-10-25 10:00", kind="normal")
    assert bench.act("appeal", "2018-10-25 10:30", "window") == "illegal_state"
    bench.event("case.corrected", "2018-10-25 11:00", corrects="e3", void=True, reason="r", approver_id="a")

    assert bench.states() == ["issued", "answered", "withdrawn", "answered"]


def test_what_a_revoked_card_superseded_stays_down_unless_it_is_to_stand_again() -> None:
    down, again = (Bench().accepted().wait("2018-10-30 00:00") for _ in range(2))
    assert down.card()["state"] == "superseded"

    down.act("revoke", "2018-10-30 09:00", "supervisor", T05)
    again.act("revoke", "2018-10-30 09:00", "supervisor", T05, reinstate=True)

    assert (down.card(T05)["state"], down.card()["state"]) == ("revoked", "superseded")
    assert (again.card(T05)["state"], again.card()["state"]) == ("revoked", "issued")


def test_no_cure_step_follows_a_promise_card_that_was_revoked() -> None:
    rulebook = office(parameters={"T-05.grace": 200})
    revoked, standing = (Bench(rulebook).accepted().wait(LATE) for _ in range(2))
    revoked.act("revoke", NEXT, "supervisor")

    assert T06 not in {each["data"].get("card_id") for each in revoked.wait("2018-11-30 00:00").outputs}
    assert standing.wait("2018-11-01 00:00").card(T06)["state"] == "proposed"


def test_a_cure_step_proposed_already_falls_with_its_promise_card() -> None:
    bench = Bench(office(parameters={"T-05.grace": 200})).accepted().wait("2018-11-01 00:00")
    bench.act("revoke", "2018-11-01 09:00", "supervisor")

    assert bench.states(T06) == ["proposed", "withdrawn"]


def test_an_action_waits_ten_minutes_for_its_card() -> None:
    bench = Bench().accepted()

    assert bench.act("answer", "2018-10-24 23:55", "window") == "waits"
    assert bench.wait(LATE).outcome("e2") == "done"
    assert bench.card()["state"] == "answered"


def test_an_action_on_a_card_that_never_comes_is_refused_after_ten_minutes() -> None:
    bench = Bench().accepted()
    bench.act("answer", "2018-10-20 10:00", "window", card="T-99-0")

    assert bench.wait("2018-10-20 10:09:59.999").outcome("e2") == "waits"
    assert bench.wait("2018-10-20 10:10").outcome("e2") == "unknown_target"


def test_an_action_on_a_case_that_nobody_knows_is_refused_after_ten_minutes() -> None:
    bench = Bench()
    bench.act("answer", "2018-10-20 10:00", "window")

    assert bench.wait("2018-10-20 10:10").outcome("e1") == "unknown_target"


def test_the_same_action_again_is_a_duplicate_with_no_second_outcome() -> None:
    bench = late()
    bench.act("answer", NEXT, "window")
    bench._number -= 1
    bench.act("answer", NEXT, "window")

    assert bench.outcome("e2") == "done"
    assert bench.states() == ["issued", "answered"]


def _to(state: CardState) -> Callable[[Bench], object]:
    moves: dict[CardState, Callable[[Bench], object]] = {
        CardState.ISSUED: lambda _: None,
        CardState.ANSWERED: lambda bench: bench.act("answer", NEXT, "window"),
        CardState.APPEALED: lambda bench: bench.act("appeal", NEXT, "window"),
        CardState.STANDS: lambda bench: (_to(CardState.APPEALED)(bench), bench.decide("deny", NEXT)),
        CardState.REVOKED: lambda bench: bench.act("revoke", NEXT, "supervisor"),
        CardState.WITHDRAWN: lambda bench: bench.event(
            "case.closed", "2018-10-20 10:00", "2018-10-25 09:00", kind="normal"
        ),
        CardState.SUPERSEDED: lambda bench: bench.wait("2018-10-30 00:00"),
    }
    return moves[state]


ACTOR = {
    "answer": "window",
    "appeal": "window",
    "confirm": "supervisor",
    "reject": "supervisor",
    "revoke": "supervisor",
    "refer": "supervisor",
}


@pytest.mark.parametrize("move", sorted(MOVES))
@pytest.mark.parametrize(
    "state", ["issued", "answered", "appealed", "stands", "revoked", "withdrawn", "superseded"]
)
def test_a_move_leads_where_the_table_says_and_nowhere_else(state: CardState, move: str) -> None:
    allowed = {
        "answer": {"issued": "answered"},
        "appeal": {"issued": "appealed", "answered": "appealed"},
        "grant": {"appealed": "revoked"},
        "deny": {"appealed": "stands"},
        "send_back": {"appealed": "issued"},
        "refer_up": {"appealed": "appealed"},
        "revoke": {"issued": "revoked", "answered": "revoked", "appealed": "revoked", "stands": "revoked"},
        "refer": {"issued": "issued", "answered": "answered", "stands": "stands"},
    }
    bench = late()
    _to(CardState(state))(bench)
    when = "2018-10-30 10:00" if state == "superseded" else "2018-10-25 10:00"
    outcome = bench.act(move, when, ACTOR[move]) if move in ACTOR else bench.decide(move, when)

    expected = allowed.get(move, {}).get(state)
    assert outcome == ("illegal_state" if expected is None else "done")
    assert bench.card()["state"] == (expected or state)


def test_outcomes_on_record_are_taken_as_given() -> None:
    """Read again from the start: what was refused stays refused, what was done is done, though nobody is entitled."""
    given = {("s", "e2"): ("refused", "not_yours"), ("s", "e3"): ("done", "")}
    bench = Bench(on_record=OnRecord(given)).accepted().wait(LATE)

    bench.act("answer", NEXT, "window")
    assert bench.card()["state"] == "issued"
    bench.act("revoke", NEXT, "clerk")
    assert bench.card()["state"] == "revoked"
    assert not [each for each in bench.outputs if each["type"].startswith("action.")]


def test_a_revocation_on_record_holds_also_where_its_card_comes_later() -> None:
    bench = Bench(on_record=OnRecord({("s", "e1"): ("done", "")}))
    bench.act("revoke", "2018-10-15 09:00", "supervisor")
    bench.accepted().wait("2018-10-26 00:00")

    assert bench.card()["state"] == "revoked"


def test_a_card_issued_by_hand_waits_for_a_second_person() -> None:
    bench = Bench().accepted()
    said = {"rule_id": "P-08", "colour": "red", "evidence": ["video 17"], "staff_id": "window"}

    assert bench.act("issue_manual", "2018-10-16 09:00", "supervisor", card=None, **said) == "done"
    (card_id,) = {each["data"]["card_id"] for each in bench.outputs if each["type"] == "card.proposed"}
    assert bench.card(card_id)["mode"] == "manual"
    assert bench.act("confirm", "2018-10-16 10:00", "supervisor", card_id) == "same_person"
    assert bench.act("confirm", "2018-10-16 10:00", "supervisor2", card_id) == "done"
    bench.event("case.closed", "2018-10-17 10:00", kind="normal")
    card = bench.card(card_id)
    assert (card["state"], card["colour"], card["mode"], card["responsible"]["staff_id"]) == (
        "issued",
        "red",
        "manual",
        "window",
    )


@pytest.mark.parametrize(
    ("actor", "rule", "outcome"),
    [
        ("window", "P-08", "not_entitled"),
        ("supervisor", "X-1", "unknown_rule"),
        ("supervisor", None, "unknown_rule"),
    ],
)
def test_not_everybody_issues_cards_by_hand_nor_for_any_rule(
    actor: str, rule: str | None, outcome: str
) -> None:
    bench = Bench().accepted()

    assert bench.act("issue_manual", "2018-10-16 09:00", actor, card=None, rule_id=rule) == outcome


def test_the_outcome_says_what_became_of_the_card() -> None:
    bench = late()
    bench.act("answer", NEXT, "window")
    (outcome,) = [each for each in bench.outputs if each["type"] == "action.done"]

    assert outcome["subject"] == "case-1"
    assert outcome["data"] == {
        "action_id": "e2",
        "action_source": "s",
        "action_type": "desk.card_answer",
        "actor_id": "window",
        "target_id": T04,
        "outcome": "done",
        "reason": None,
        "decided_at": "2018-10-25T09:00:00.000+08:00",
        "target_revision": 2,
        "target_state": "answered",
        "contact": None,
    }


def test_an_action_is_not_given_up_while_its_lane_has_backlog_that_nobody_judged_yet() -> None:
    """History loaded into a running system: what the action is about may be among it."""
    bench = Bench()
    bench.wait("2018-10-20 10:00")
    bench.act("answer", "2018-10-20 10:00", "window", card="T-99-0")
    acting, bench.subject = bench.subject, "case-2"
    bench.accepted()
    assert bench.lane.backlog == 1

    assert bench.wait("2018-10-20 10:15").outcome("e1") == "waits"
    bench.lane.judge_backlog()
    bench.subject = acting
    assert bench.wait("2018-10-20 10:19:59.999").outcome("e1") == "waits"
    assert bench.wait("2018-10-20 10:20").outcome("e1") == "unknown_target"
