"""From a card to those who answer for having read of it: told, reminded, escalated, acknowledged, taken back."""

from dataclasses import replace
from typing import Any

import pytest

from rules.alerts import AlertKind, alert_id_of
from rules.cards import card_id_of
from rules.lane import Lane
from rules.on_record import OnRecord
from rules.routes import Route
from tests.alerts.office import (
    A03,
    A04,
    A05,
    A06,
    CASE,
    REFERRED05,
    T03,
    T05,
    T06,
    Feed,
    alerts_office,
    outage,
    silence,
)
from tests.rules.writing import at

YELLOW, RED = "2018-10-25 00:00", "2018-10-30 00:00"
"""A Thursday and a Tuesday."""


def test_a_card_at_midnight_is_told_when_the_office_opens_and_says_until_then_why_not() -> None:
    feed = Feed().accepted().wait(YELLOW)

    assert feed.alert(A04)["state"] == "held"
    assert feed.receiver(A04, "heads/D")["held_by"] == "非工作时间 / outside office hours"
    feed.wait("2018-10-25 08:59:59")
    assert feed.told(A04) == []
    feed.wait("2018-10-25 09:00")
    assert feed.told(A04) == [("10-25 09:00", "heads/D", "new")]
    assert feed.receiver(A04, "heads/D")["ack_due"] == "2018-10-25T17:00:00.000+08:00"


def test_what_is_urgent_is_told_at_any_hour_and_due_by_the_clock() -> None:
    feed = Feed().accepted().wait(RED)

    assert feed.told(A05) == [("10-30 00:00", "heads/D", "new"), ("10-30 00:00", "supervision", "new")]
    assert feed.receiver(A05, "heads/D")["ack_due"] == "2018-10-30T07:00:00.000+08:00"


def test_the_acknowledgement_in_time_ends_reminders_and_nobody_above_hears_of_it() -> None:
    feed = Feed().accepted().wait("2018-10-25 10:00")

    assert feed.acknowledge("2018-10-25 16:59", "head", A04) == "done"
    feed.wait("2018-10-29 23:00")

    assert feed.told(A04) == [("10-25 09:00", "heads/D", "new")]
    alert = feed.alert(A04)
    assert (alert["state"], alert["ack_due"], len(alert["history"])) == ("acknowledged", None, 1)
    mine = feed.receiver(A04, "heads/D")
    assert (mine["acknowledged_by"], mine["result"], mine["overdue"]) == ("head", "read", False)


def test_the_instant_at_which_it_is_due_is_too_late_goes_one_level_up_and_stays_visible() -> None:
    feed = Feed().accepted().wait("2018-10-25 16:59:59")
    assert feed.alert(A04)["state"] == "open"

    feed.wait("2018-10-25 17:00")
    assert feed.alert(A04)["state"] == "escalated"
    assert feed.receiver(A04, "supervision")["reason"].endswith("not acknowledged in time by heads/D")
    feed.wait("2018-10-26 09:00")
    assert ("10-26 09:00", "supervision", "escalated") in feed.told(A04)

    assert feed.acknowledge("2018-10-26 10:00", "head", A04, result="taken_on") == "done"
    late = feed.receiver(A04, "heads/D")
    assert (late["state"], late["overdue"], late["result"]) == ("acknowledged", True, "taken_on")
    assert feed.alert(A04)["state"] == "open"  # supervision has to acknowledge too
    assert feed.acknowledge("2018-10-26 11:00", "supervisor", A04) == "done"
    assert feed.alert(A04)["state"] == "acknowledged"


def test_each_level_that_is_silent_falls_to_the_next_and_the_last_one_stays_overdue() -> None:
    feed = Feed().accepted().wait("2018-10-29 23:00")

    escalated = [(who, what) for _, who, what in feed.told(A04) if what == "escalated"]
    assert escalated == [("supervision", "escalated"), ("inspection", "escalated")]
    assert feed.alert(A04)["state"] == "escalated"


def test_reminders_come_at_growing_intervals_until_somebody_acknowledges() -> None:
    office = alerts_office(parameters={"legal": 60})
    slow = replace(office, rules={**office.rules, "T-05": replace(office.rules["T-05"], enabled=False)})
    feed = Feed(slow).accepted().wait("2018-11-30 00:00")

    reminders = [when for when, who, what in feed.told(A04) if (who, what) == ("heads/D", "reminder")]
    assert reminders == ["10-29 09:00", "11-02 09:00", "11-14 09:00"]
    assert feed.receiver(A04, "heads/D")["reminders"] == 3
    assert feed.acknowledge("2018-11-30 10:00", "head", A04) == "done"
    feed.wait("2019-06-30 00:00")
    assert feed.receiver(A04, "heads/D")["reminders"] == 3


REFUSALS: list[tuple[str, str, dict[str, Any], str]] = [
    ("nobody", "x", {}, "unknown_actor"),
    ("somebody of the department without a say", "clerk", {}, "not_yours"),
    ("the head of another department", "other_head", {}, "not_yours"),
    ("the supervisor, who was not told", "supervisor", {}, "not_yours"),
    ("for a receiver it does not have", "head", {"receiver": "hr"}, "not_yours"),
    ("for another's receiver", "supervisor", {"receiver": "heads/D"}, "not_yours"),
]


@pytest.mark.parametrize(
    ("actor", "said", "reason"), [case[1:] for case in REFUSALS], ids=[c[0] for c in REFUSALS]
)
def test_an_acknowledgement_that_is_refused_changes_nothing(
    actor: str, said: dict[str, Any], reason: str
) -> None:
    feed = Feed().accepted().wait("2018-10-25 10:00")
    before = feed.revisions(A04)

    assert feed.acknowledge("2018-10-25 11:00", actor, A04, **said) == reason
    assert feed.revisions(A04) == before


def test_what_was_acknowledged_is_acknowledged_again_only_to_say_more() -> None:
    feed = Feed().accepted().wait("2018-10-25 10:00")

    assert feed.acknowledge("2018-10-25 11:00", "head", A04) == "done"
    assert feed.acknowledge("2018-10-25 11:01", "head", A04) == "already"
    assert feed.acknowledge("2018-10-25 11:02", "speaker", A04, result="done") == "done"
    assert feed.acknowledge("2018-10-25 11:03", "speaker", A04, result="taken_on") == "already"
    mine = feed.receiver(A04, "heads/D")
    assert (mine["result"], mine["acknowledged_at"]) == ("done", "2018-10-25T11:00:00.000+08:00")


def test_nobody_acknowledges_before_being_told_or_when_it_is_over() -> None:
    feed = Feed().accepted().wait("2018-10-25 08:00")
    assert feed.acknowledge("2018-10-25 08:30", "head", A04) == "illegal_state"
    feed.wait("2018-10-30 12:00")
    assert feed.alert(A04)["state"] == "closed"
    assert feed.acknowledge("2018-10-30 12:01", "head", A04) == "illegal_state"


def test_an_unknown_alert_is_waited_for_and_then_refused() -> None:
    feed = Feed().accepted()

    assert feed.acknowledge("2018-10-25 11:00", "head", "alert-0") == "waits"
    feed.wait("2018-10-25 11:10")
    assert feed.outcome("e2") == "unknown_target"


def test_an_answered_card_needs_no_acknowledgement_of_the_department_that_answered() -> None:
    feed = Feed().accepted().wait("2018-10-25 10:00")

    assert feed.act("answer", "2018-10-25 11:00", "head") == "done"
    mine = feed.receiver(A04, "heads/D")
    assert (mine["state"], mine["result"], mine["acknowledged_by"]) == ("acknowledged", "taken_on", None)


def test_a_department_that_answered_before_it_was_told_is_not_reminded() -> None:
    feed = Feed().accepted().wait("2018-10-25 07:00")
    assert feed.act("answer", "2018-10-25 08:00", "head") == "done"
    feed.wait("2018-10-29 10:00")

    assert [what for _, who, what in feed.told(A04) if who == "heads/D"] == ["new"]
    assert feed.receiver(A04, "heads/D")["result"] == "taken_on"


def test_a_withdrawn_card_is_withdrawn_to_everyone_who_got_it_when_the_office_is_open() -> None:
    feed = Feed().accepted().wait("2018-10-26 18:00")  # a Friday; supervision was told on the same day
    knew = {who for _, who, what in feed.told(A04) if what in ("new", "escalated")}

    feed.event("case.decided", "2018-10-24 15:00", recorded="2018-10-26 18:30", result="approved")
    assert feed.alert(A04)["state"] == "withdrawn"
    assert not [each for each in feed.told(A04) if each[2] == "withdrawn"]
    feed.wait("2018-10-29 09:00")

    told = [each for each in feed.told(A04) if each[2] == "withdrawn"]
    assert {who for _, who, _ in told} == knew == {"heads/D", "supervision"}
    assert {when for when, _, _ in told} == {"10-29 09:00"}


def test_a_card_withdrawn_before_anybody_was_told_is_told_to_nobody() -> None:
    feed = Feed().accepted().wait("2018-10-25 07:00")
    feed.event("case.decided", "2018-10-24 15:00", recorded="2018-10-25 07:30", result="approved")
    feed.wait("2018-10-26 12:00")

    assert feed.told(A04) == []
    assert feed.alert(A04)["state"] == "withdrawn"


def test_a_card_that_comes_back_before_its_withdrawal_was_told_is_as_it_was() -> None:
    feed = Feed().accepted().wait("2018-10-25 10:00")
    feed.event("case.decided", "2018-10-24 15:00", recorded="2018-10-25 18:30", result="approved")
    feed.event(
        "case.corrected",
        "2018-10-25 18:40",
        corrects="e2",
        void=True,
        reason="误录",
        approver_id="u",
    )
    feed.wait("2018-10-26 08:00")

    assert feed.alert(A04)["state"] in ("open", "escalated")
    assert [what for _, who, what in feed.told(A04) if who == "heads/D"] == ["new"]


def test_a_superseded_card_is_closed_for_those_who_knew_of_it() -> None:
    feed = Feed().accepted().wait("2018-10-30 12:00")

    assert feed.alert(A04)["state"] == "closed"
    assert ("10-30 09:00", "heads/D", "closed") in feed.told(A04)


def test_a_red_card_mutes_a_yellow_one_of_the_case_for_those_who_get_the_red_one_until_it_is_gone() -> None:
    feed = Feed().accepted().wait("2018-10-30 10:00")
    feed.event("case.decided", "2018-10-30 10:30", result="approved").wait("2018-11-14 12:00")
    late = alert_id_of(AlertKind.CARD, card_id_of(CASE, "T-09", "case"))

    assert (feed.alert(late)["colour"], feed.alert(late)["state"]) == ("yellow", "held")
    assert feed.receiver(late, "heads/D")["held_by"] == "同案红牌已通知 / a red card of the case says it"
    assert feed.act("revoke", "2018-11-14 13:00", "supervisor", T05) == "done"
    assert feed.told(late) == [("11-14 13:00", "heads/D", "new")]


def test_a_silence_hides_until_its_last_day_is_over_and_names_its_owner() -> None:
    quiet = replace(alerts_office(), silences=(silence("2018-10-25", kinds=frozenset({"card"})),))
    feed = Feed(quiet).accepted().wait("2018-10-25 12:00")

    assert feed.told(A04) == []
    assert feed.receiver(A04, "heads/D")["held_by"] == "静默 / silence s1 (u1) … 2018-10-25"
    feed.wait("2018-10-26 09:00")
    assert feed.told(A04) == [("10-26 09:00", "heads/D", "new")]


def test_a_silence_of_another_receiver_rule_or_scope_hides_nothing() -> None:
    others = (
        silence("2018-12-31", receivers=("hr",)),
        silence("2018-12-31", rules=("T-05",)),
        silence("2018-12-31", scope="dept:E"),
        silence("2018-10-24"),
    )
    feed = Feed(replace(alerts_office(), silences=others)).accepted().wait("2018-10-25 09:00")

    assert feed.told(A04) == [("10-25 09:00", "heads/D", "new")]


def test_a_declared_outage_holds_back_its_cases_until_it_ends_red_ones_too() -> None:
    down = replace(alerts_office(), outages=(outage("2018-10-25 00:00", "2018-10-30 06:30"),))
    feed = Feed(down).accepted().wait("2018-10-30 06:29:59")

    assert feed.told(A05) == []
    assert "outage o1" in feed.receiver(A05, "heads/D")["held_by"]
    feed.wait("2018-10-30 06:30")
    assert {when for when, _, _ in feed.told(A05)} == {"10-30 06:30"}


def test_history_alerts_nobody() -> None:
    feed = Feed(replace(alerts_office(), go_live=at("2018-11-01 00:00").toordinal())).accepted()
    feed.wait("2018-10-31 12:00")

    assert feed.card()["historical"]
    assert feed.revisions() == []


def test_a_warning_is_closed_when_the_case_ends() -> None:
    feed = Feed().accepted().wait("2018-10-23 10:00")
    assert feed.told(A03) == [("10-22 09:00", "heads/D", "new")]
    feed.event("case.decided", "2018-10-23 11:00", result="approved")

    assert feed.card(T03)["state"] == "issued"
    assert feed.alert(A03)["state"] == "closed"
    assert feed.told(A03)[-1] == ("10-23 11:00", "heads/D", "closed")


def test_that_a_warning_is_over_is_told_when_the_office_opens_again() -> None:
    feed = Feed().accepted().wait("2018-10-23 10:00")
    feed.event("case.decided", "2018-10-23 20:00", result="approved")
    assert feed.receiver(A03, "heads/D")["held_by"] is not None

    feed.wait("2018-10-24 10:00")

    assert feed.told(A03)[-1] == ("10-24 09:00", "heads/D", "closed")
    assert feed.alert(A03)["state"] == "closed"


def test_the_last_thing_ahead_of_a_closed_case_is_told_too_and_then_it_leaves() -> None:
    feed = Feed(replace(alerts_office(), keep_closed_days=90)).accepted().wait("2018-10-23 10:00")
    feed.event("case.decided", "2018-10-23 20:00", result="approved", staff_id="window")
    feed.event("case.delivered", "2018-10-23 20:10", way="window")
    feed.event("case.closed", "2018-10-23 20:20", kind="normal")
    feed.wait("2018-10-24 10:00")

    assert feed.told(A03)[-1] == ("10-24 09:00", "heads/D", "closed")
    feed.wait("2019-02-01 00:00")
    assert feed.store == {}


def test_a_reminder_of_a_ticket_names_the_item_of_its_case() -> None:
    tickets = Route("tickets", kinds=frozenset({"ticket"}), receivers=("heads",), ack_hours=7, repeat_hours=7)
    feed = Feed(alerts_office(routes=(tickets,))).accepted().wait("2018-11-20 10:00")
    reminded = [
        each["item_code"]
        for each in feed.revisions()
        if "reminder" in [receiver["notice"] for receiver in each["receivers"]]
    ]

    assert len(reminded) > 2
    assert set(reminded) == {"I"}


@pytest.mark.parametrize("first", ["accepted", "decided"])
def test_nobody_is_warned_of_a_case_that_had_ended_whichever_was_known_first(first: str) -> None:
    feed = Feed()
    came = [
        ("case.accepted", "2018-10-15 10:00", {"item_code": "I", "voucher_no": "v", "staff_id": "window"}),
        ("case.decided", "2018-10-23 11:00", {"result": "approved"}),
    ]
    for place, (kind, when, data) in enumerate(came if first == "accepted" else reversed(came)):
        feed.event(kind, when, recorded=f"2018-10-23 12:1{place}", **data)  # the office is at lunch
    feed.wait("2018-10-24 00:00")

    assert feed.card(T03)["state"] == "issued"
    assert feed.told(A03) == []


def test_a_proposed_card_goes_to_the_supervisors_and_to_discipline_only_once_confirmed() -> None:
    office = alerts_office()
    lenient = replace(office, rules={**office.rules, "T-05": replace(office.rules["T-05"], enabled=False)})
    feed = Feed(lenient).accepted().wait("2018-11-01 10:00")

    assert feed.alert(A06)["stage"] == "proposed"
    assert {each["receiver"] for each in feed.alert(A06)["receivers"]} == {"supervision"}
    assert not [each for each in feed.told() if each[1] == "discipline"]

    assert feed.act("confirm", "2018-11-01 11:00", "supervisor", T06) == "done"
    assert {each["receiver"] for each in feed.alert(A06)["receivers"]} == {"supervision", "heads/D"}
    assert ("11-01 11:00", "discipline", "new") in feed.told()


def test_an_automatic_red_card_reaches_discipline_only_when_a_supervisor_refers_it() -> None:
    feed = Feed().accepted().wait("2018-10-30 10:00")
    assert not [each for each in feed.told() if each[1] == "discipline"]

    assert feed.act("refer", "2018-10-30 10:30", "head", T05) == "not_entitled"
    assert REFERRED05 not in feed.alerts()
    assert feed.act("refer", "2018-10-30 11:00", "supervisor", T05) == "done"
    assert feed.told(REFERRED05) == [("10-30 11:00", "discipline", "new")]
    assert feed.acknowledge("2018-10-30 11:30", "j", REFERRED05, result="taken_on") == "done"

    assert feed.act("revoke", "2018-10-30 12:00", "supervisor2", T05) == "done"
    assert feed.alert(REFERRED05)["state"] == "withdrawn"


def test_a_rulebook_without_routes_writes_no_alerts() -> None:
    assert Feed(alerts_office(routes=(), receivers={})).accepted().wait("2018-11-05 00:00").revisions() == []


def test_a_lane_restored_at_any_moment_goes_on_as_if_nothing_had_happened() -> None:
    moments = [
        "2018-10-25 08:00",
        "2018-10-25 12:00",
        "2018-10-25 18:00",
        "2018-10-26 12:00",
        "2018-10-30 08:00",
    ]
    straight, broken = Feed().accepted(), Feed().accepted()
    for moment in moments:
        straight.wait(moment)
        broken.wait(moment)
        again = Lane(broken.lane._court, broken.store, clock=broken.lane.clock)
        again.restore()
        broken.lane = again

    assert broken.wait("2018-11-20 00:00").outputs == straight.wait("2018-11-20 00:00").outputs


def test_an_acknowledgement_on_record_is_taken_as_given_when_the_topics_are_read_again() -> None:
    feed = Feed(on_record=OnRecord({("s", "e2"): ("done", "")})).accepted()
    assert feed.acknowledge("2018-10-25 10:00", "head", A04, receiver="heads/D") == "waits"
    feed.wait("2018-10-26 00:00")

    assert [each for each in feed.outputs if each["type"].startswith("action.")] == []
    assert feed.receiver(A04, "heads/D")["acknowledged_by"] == "head"
