"""R-02 and R-03: deadlines of tickets that were missed become cards, climbing from warning to red."""

from typing import Any

import pytest

from rules.tickets import TicketKind, ticket_id_of
from tests.desk.office import CASE, T04, Bench
from tests.tickets.matters import RATING, Matter, bad, handed_in, tickets_office, verified

ABOUT = f"ticket {RATING}"
Cards = list[tuple[str, str, str]]


def seen(matter: Bench, rule_id: str, when: str) -> Cards:
    """The cards of a rule at a moment."""
    matter.wait(when)
    assert isinstance(matter, Matter)
    return matter.cards_of(rule_id)


@pytest.mark.parametrize(
    ("when", "cards"),
    [
        ("2018-10-17 11:59", []),
        ("2018-10-17 12:00", [(ABOUT, "warning", "issued")]),
        ("2018-10-17 23:59", [(ABOUT, "warning", "issued")]),
        ("2018-10-18 00:00", [(ABOUT, "yellow", "issued")]),
        ("2018-12-01 00:00", [(ABOUT, "yellow", "issued")]),
    ],
)
def test_who_rated_by_name_and_is_not_contacted_is_a_warning_half_way_and_a_yellow_card(
    when: str, cards: Cards
) -> None:
    assert seen(bad(), "R-02", when) == cards


def test_contact_in_time_makes_no_card_and_none_later() -> None:
    matter = bad()
    matter.do("contact", "2018-10-17 11:00", "clerk", result="reached")

    assert seen(matter, "R-02", "2018-11-30 00:00") == []


def test_contact_after_the_warning_keeps_the_warning_and_makes_no_yellow_card() -> None:
    matter = bad()
    matter.do("contact", "2018-10-17 23:59", "clerk", result="reached")

    assert seen(matter, "R-02", "2018-11-30 00:00") == [(ABOUT, "warning", "issued")]


def test_an_anonymous_rating_asks_for_no_contact() -> None:
    assert seen(Matter().served().rated(real_name=False), "R-02", "2018-11-30 00:00") == []


def test_a_card_is_answered_by_who_had_the_ticket_when_it_fell_due() -> None:
    matter = bad()
    matter.wait("2018-10-18 00:00")
    matter.do("hand_over", "2018-10-18 09:00", "clerk", to_staff_id="speaker")

    cards = [each["data"] for each in matter.outputs if each["type"].startswith("card.")]
    card = [each for each in cards if each["rule_id"] == "R-02"][-1]
    assert (card["responsible"]["staff_id"], card["dept_code"], card["case_no"]) == ("clerk", "D", CASE)


@pytest.mark.parametrize(
    ("when", "cards"),
    [
        ("2018-10-22 23:59", []),
        ("2018-10-23 00:00", [(ABOUT, "warning", "issued")]),
        ("2018-10-23 23:59", [(ABOUT, "warning", "issued")]),
        ("2018-10-24 00:00", [(ABOUT, "yellow", "issued")]),
        ("2018-10-30 23:59", [(ABOUT, "yellow", "issued")]),
        ("2018-10-31 00:00", [(ABOUT, "red", "issued")]),
    ],
)
def test_rectification_warns_on_the_last_day_is_yellow_after_it_and_red_five_working_days_later(
    when: str, cards: Cards
) -> None:
    assert seen(verified(), "R-03", when) == cards


def test_what_is_handed_in_on_the_last_day_is_in_time() -> None:
    matter = verified()
    matter.do("classify", "2018-10-23 22:00", "clerk", cause_code="law", responsibility="none")
    matter.do("submit", "2018-10-23 23:59", "clerk", measure="x")

    assert seen(matter, "R-03", "2018-11-30 00:00") == [(ABOUT, "warning", "issued")]
    assert matter.ticket()["overdue"] == ["review"]


def test_handing_in_late_keeps_the_yellow_card_and_stops_the_red_one() -> None:
    matter = verified()
    matter.do("classify", "2018-10-25 10:00", "clerk", cause_code="law", responsibility="none")
    matter.do("submit", "2018-10-25 10:00", "clerk", measure="x")

    assert seen(matter, "R-03", "2018-11-30 00:00") == [(ABOUT, "yellow", "issued")]
    assert matter.ticket()["overdue"] == ["rectify", "review"]


def test_days_under_review_do_not_bring_the_red_card_nearer() -> None:
    matter = verified()
    matter.do("classify", "2018-10-25 10:00", "clerk", cause_code="law", responsibility="none")
    matter.do("submit", "2018-10-25 10:00", "clerk", measure="x")
    matter.do("review", "2018-10-29 10:00", "supervisor", result="returned")  # 26 and 29 do not count

    assert seen(matter, "R-03", "2018-11-01 23:59") == [(ABOUT, "yellow", "issued")]
    assert seen(matter, "R-03", "2018-11-02 00:00") == [(ABOUT, "red", "issued")]


def test_each_round_is_an_occasion_of_its_own() -> None:
    matter = handed_in()
    matter.do("review", "2018-10-19 10:00", "supervisor", result="accepted")
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied")

    assert seen(matter, "R-03", "2018-10-26 00:00") == [(f"{ABOUT} 2", "yellow", "issued")]


def test_a_granted_appeal_takes_the_cards_of_its_ticket_back() -> None:
    matter = bad()
    matter.do("appeal", "2018-10-17 13:00", "clerk", ground="mistaken", evidence=["e3"])
    assert seen(matter, "R-02", "2018-10-18 00:00") == [(ABOUT, "yellow", "issued")]

    matter.do("appeal_decide", "2018-10-19 10:00", "adjudicator", decision="grant")

    assert matter.cards_of("R-02") == [(ABOUT, "yellow", "withdrawn")]


def overdue_case() -> Matter:
    """A case that exceeded its promise: a yellow card since 10-25."""
    matter = Matter()
    matter.accepted()
    matter.wait("2018-10-25 00:00")
    return matter


INVESTIGATION = ticket_id_of(TicketKind.INVESTIGATION, (CASE, "card", "limit", "case"))


def test_a_yellow_card_that_stands_has_one_investigation() -> None:
    matter = overdue_case()

    found = [each for each in matter.tickets().values() if each["card_id"] == T04]
    assert [each["kind"] for each in found] == ["investigation"]
    assert found[0]["state"] == "assigned"


def test_the_investigation_belongs_to_the_gravest_card_of_the_matter() -> None:
    matter = overdue_case()
    matter.wait("2018-11-05 00:00")

    limit = [each for each in matter.tickets().values() if each["rule_id"] in ("T-04", "T-05", "T-06")]
    assert [each["rule_id"] for each in limit] == ["T-05"]


def test_a_revoked_card_needs_no_investigation_any_more() -> None:
    matter = overdue_case()
    ticket = next(iter(matter.tickets()))

    assert matter.act("revoke", "2018-10-25 10:00", "supervisor") == "done"

    assert matter.ticket(ticket)["state"] == "void"


def test_an_overdue_investigation_is_marked_and_makes_no_card_of_its_own_unless_the_rulebook_says_so() -> (
    None
):
    matter = overdue_case()
    ticket = next(iter(matter.tickets()))

    assert seen(matter, "R-03", "2018-11-02 00:00") == []
    assert matter.ticket(ticket)["overdue"] == ["verify", "rectify"]

    strict = Matter(tickets_office(tickets={"overdue_cards": ["investigation"]}))
    strict.accepted()
    strict.wait("2018-10-25 00:00")
    assert (f"ticket {ticket}", "yellow", "issued") in seen(strict, "R-03", "2018-11-02 00:00")


def last_of(matter: Matter, rule_id: str) -> dict[str, Any]:
    """The last revision of a card of the rule."""
    cards = [each["data"] for each in matter.outputs if each["type"].startswith("card.")]
    return dict([card for card in cards if card["rule_id"] == rule_id][-1])


def test_a_card_of_missed_contact_can_be_checked_with_a_wall_calendar() -> None:
    matter = bad()
    matter.wait("2018-10-18 00:00")

    card = last_of(matter, "R-02")
    assert (card["start_date"], card["limit_days"], card["due_date"]) == ("2018-10-16", 1, "2018-10-17")
    assert card["arithmetic"].startswith(
        "2018-10-16收到实名差评（当日不计），联系期限1个工作日，到期日2018-10-17，自2018-10-18 00:00起为超期；"
        f"至该时未联系评价人（工单{RATING}）。"
    )
    rated = next(each for each in matter.outputs if each["type"] == "rating.counted")
    assert card["evidence"] == rated["data"]["evidence"]


def test_a_card_of_late_rectification_names_the_days_under_appeal_and_the_extension() -> None:
    matter = bad()
    matter.do("contact", "2018-10-16 11:00", "clerk", result="reached")
    matter.do("appeal", "2018-10-17 10:00", "clerk", ground="mistaken", evidence=["e3"])
    matter.do("appeal_decide", "2018-10-19 15:00", "adjudicator", decision="deny")
    matter.do("extend", "2018-10-22 09:00", "supervisor", days=2)

    matter.wait("2018-11-06 00:00")

    # assigned on the 16th: 17, 22, 23, 24, 25 (18 and 19 were under appeal), and 26, 29 by the extension
    card = last_of(matter, "R-03")
    assert (card["colour"], card["due_date"], card["excluded_days"]) == ("red", "2018-10-29", 2)
    assert (card["limit_days"], card["extension_days"]) == (5, 2)
    assert (
        "2018-10-16派单（当日不计），整改期限5个工作日，另扣除申诉、审核2天（2018-10-18至2018-10-19），延期2天，到期日2018-10-29，"
        "自2018-10-30 00:00起为超期，自2018-11-06 00:00起加重；至该时未反馈整改" in card["arithmetic"]
    )
    assert "2 excluded by appeal and review (2018-10-18 to 2018-10-19) + 2 by extension" in card["arithmetic"]
    assert len(card["evidence"]) == 5  # the rating, and what was done


def test_in_a_year_nobody_has_announced_the_warnings_are_provisional_as_their_deadlines_are() -> None:
    matter = Matter().rated("2031-03-03 12:00", dept_code="D")
    matter.wait("2031-03-11 00:00")

    told = (each["data"] for each in matter.outputs if each["type"] == "card.issued")
    found = [
        (card["rule_id"], card["colour"], card["provisional"]) for card in told if card["rule_id"] != "E-01"
    ]
    assert found == [
        ("R-02", "warning", True),
        ("R-02", "yellow", True),
        ("R-03", "warning", True),
        ("R-03", "yellow", True),
    ]
