"""Whatever comes when, and how often: the same alerts in the end, nothing hidden, nobody told who should not be."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.court import Court
from rules.dossier import Dossier
from rules.lane import Lane, Record
from rules.privacy import Border
from rules.rule_table import RULES
from rules.rulebook import Rulebook
from tests.alerts.office import Feed, alerts_office, outage, silence
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

Fact = tuple[str, str, dict[str, Any]]
SAME = ("kind", "about_id", "stage", "colour", "rule_id", "dept_code", "item_code", "unreached")
FACTS: Sequence[Fact] = (
    ("case.submitted", "2018-10-08 09:00", {"item_code": "I"}),
    ("case.accepted", "2018-10-15 10:00", {"item_code": "I", "voucher_no": " ", "staff_id": "window"}),
    ("case.extension_approved", "2018-10-16 10:00", {"days": 2, "told_at": "2018-10-16T11:00:00+08:00"}),
    ("case.suspended", "2018-10-17 10:00", {"reason_code": "x"}),
    (
        "case.corrected",
        "2018-10-18 10:00",
        {"corrects": "f2", "void": True, "reason": "误", "approver_id": "u"},
    ),
    ("case.decided", "2018-10-31 10:00", {"result": "approved", "staff_id": "window"}),
    ("case.complaint_opened", "2018-11-01 14:00", {"about": "delay", "due_days": 5}),
)
READ = at("2018-11-02 15:00")
END = at("2018-11-24 00:00")


def record(number: int, place: int) -> Record:
    """A fact that is read at this place, all within one minute."""
    kind, when, data = FACTS[number]
    stamp = milliseconds(READ) + place
    event = {
        "specversion": "1.0",
        "id": f"f{number}",
        "source": "s",
        "type": kind,
        "subject": "case-1",
        "time": at(when).isoformat(),
        "recordedtime": READ.isoformat(),
        "data": data,
    }
    return Record("case-events", -1, place, None, json.dumps(event).encode(), stamp)


def everything(rulebook: Rulebook) -> Rulebook:
    """With E-01, so that time goes on telling."""
    return replace(rulebook, rules={**rulebook.rules, "E-01": RULES["E-01"].defaults()})


class AsAWhole(Court):
    """Judges the whole case at every moment, where only somebody is to be reminded too."""

    def remind(self, dossier: Dossier, now: int, cause: str) -> None:  # noqa: ARG002 - as it is called
        return None


def arrived(
    order: Sequence[int],
    *,
    breaks: Sequence[int] = (),
    register: Rulebook | None = None,
    court: type[Court] = Court,
) -> Feed:
    """The facts in this order; at the places of `breaks` the lane dies and another goes on from its state."""
    feed = Feed(register or everything(alerts_office()))
    feed.lane = Lane(court((feed.rulebook,), ANNOUNCED.real(), Border()), feed.store)
    for place, number in enumerate(order):
        feed.lane.take(record(number, place))
        feed.lane.judge_backlog()
        feed._read()
        if place in breaks:
            again = Lane(feed.lane._court, feed.store, clock=feed.lane.clock)
            again.restore()
            feed.lane = again
    return feed.wait(END.strftime("%Y-%m-%d %H:%M"))


def standing(feed: Feed) -> dict[str, Any]:
    """The alerts that stand, with all that does not depend on when it became known; times left out."""
    return {
        alert_id: (
            *(alert[name] for name in SAME),
            [
                (each["receiver"], each["route"], each["reason"], each["state"], each["urgent"])
                for each in alert["receivers"]
                if each["state"] != "over"
            ],
        )
        for alert_id, alert in feed.alerts().items()
        if alert["state"] not in ("closed", "withdrawn")
    }


IN_ORDER = standing(arrived(range(len(FACTS))))
orders = st.lists(st.integers(0, len(FACTS) - 1), max_size=5).flatmap(
    lambda again: st.permutations([*range(len(FACTS)), *again])
)


def test_there_is_something_to_compare() -> None:
    kinds = {(each[0], each[3]) for each in IN_ORDER.values()}
    assert {("card", "yellow"), ("card", "red")} <= kinds


@given(orders, st.lists(st.integers(0, 11), max_size=3))
@settings(deadline=None, max_examples=25)
def test_any_order_any_number_of_times_and_any_restart_ends_with_the_same_alerts(
    order: Sequence[int], breaks: Sequence[int]
) -> None:
    assert standing(arrived(order, breaks=breaks)) == IN_ORDER


registers = st.builds(
    lambda silences, outages, routes: replace(
        everything(alerts_office()), silences=silences, outages=outages, **routes
    ),
    st.lists(
        st.builds(
            silence,
            st.sampled_from(["2018-11-03", "2018-11-20", "2019-12-31"]),
            receivers=st.sampled_from([(), ("heads",), ("supervision",)]),
            rules=st.sampled_from([(), ("T-05",), ("P-*",)]),
        ),
        max_size=2,
    ).map(tuple),
    st.lists(
        st.builds(
            outage, st.just("2018-11-01 00:00"), st.sampled_from(["2018-11-05 10:00", "2018-12-01 00:00"])
        ),
        max_size=1,
    ).map(tuple),
    st.sampled_from([{}, {"routes": alerts_office().routes[:1]}]),
)


@given(orders, registers)
@settings(deadline=None, max_examples=25)
def test_a_moment_at_which_somebody_is_only_reminded_says_what_judging_the_whole_case_says(
    order: Sequence[int], register: Rulebook
) -> None:
    assert arrived(order, register=register).outputs == (
        arrived(order, register=register, court=AsAWhole).outputs
    )


@given(orders, registers)
@settings(deadline=None, max_examples=12)
def test_every_yellow_or_red_card_that_stands_reaches_somebody_or_says_why_not(
    order: Sequence[int], register: Rulebook
) -> None:
    feed = arrived(order, register=register)
    cards = {
        each["data"]["card_id"]: each["data"] for each in feed.outputs if each["type"].startswith("card.")
    }
    about = {each["about_id"]: each for each in feed.alerts().values() if each["kind"] == "card"}

    standing = [
        card for card in cards.values() if card["state"] in ("issued", "answered", "appealed", "stands")
    ]
    assert any(card["colour"] == "red" for card in standing)
    for card in standing:
        if card["colour"] == "warning":
            continue
        alert = about[card["card_id"]]
        there = [each for each in alert["receivers"] if each["state"] != "over"]
        assert alert["state"] not in ("closed", "withdrawn")
        assert there or alert["unreached"]
        assert all(each["told_at"] or each["held_by"] for each in there)


@given(orders, registers)
@settings(deadline=None, max_examples=12)
def test_no_red_card_is_ever_muted_by_another_and_whoever_misses_a_milder_one_knows_of_a_red_one(
    order: Sequence[int], register: Rulebook
) -> None:
    feed = arrived(order, register=register)
    reds = {
        each["receiver"]
        for alert in feed.alerts().values()
        if alert["colour"] == "red"
        and alert["kind"] == "card"
        and alert["state"] not in ("closed", "withdrawn")
        for each in alert["receivers"]
        if each["told_at"]
    }
    for revision in feed.revisions():
        muted = [each for each in revision["receivers"] if (each["held_by"] or "").startswith("同案红牌")]
        assert not muted or revision["colour"] != "red"
    for alert in feed.alerts().values():
        if alert["state"] not in ("closed", "withdrawn"):
            muted = [each for each in alert["receivers"] if (each["held_by"] or "").startswith("同案红牌")]
            assert {each["receiver"] for each in muted} <= reds


@given(orders, registers)
@settings(deadline=None, max_examples=8)
def test_revisions_count_up_by_one_and_each_notice_follows_from_what_the_receiver_knew(
    order: Sequence[int], register: Rulebook
) -> None:
    feed = arrived(order, register=register)
    for alert_id in feed.alerts():
        revisions = feed.revisions(alert_id)
        assert [each["revision"] for each in revisions] == list(range(1, len(revisions) + 1))
        knows: set[str] = set()
        for _, who, what in feed.told(alert_id):
            assert (who in knows) is (
                what in ("changed", "reminder", "closed", "withdrawn")
            ) or what == "escalated"
            knows = knows - {who} if what in ("closed", "withdrawn") else knows | {who}
        assert "discipline" not in knows or revisions[-1]["kind"] == "referral"
