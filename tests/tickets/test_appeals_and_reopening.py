"""Appeals against a bad rating, and matters taken up again."""

import pytest

from tests.tickets.matters import RATING, Matter, accepted, bad, hand_in, tickets_office, verified

GROUNDS = {"ground": "mistaken", "evidence": ["e3"]}


def appealed(ground: str = "mistaken") -> Matter:
    """Contacted and appealed on the day of the rating."""
    matter = bad()
    matter.do("contact", "2018-10-16 11:00", "clerk", result="reached")
    assert matter.do("appeal", "2018-10-17 10:00", "clerk", ground=ground, evidence=["e3"]) == "done"
    return matter


def rating(matter: Matter) -> dict[str, object]:
    """The last revision of the rating."""
    told = [each["data"] for each in matter.outputs if each["type"].startswith("rating.")]
    return told[-1] if told else {}


def test_an_appeal_needs_a_ground_and_evidence() -> None:
    matter = bad()

    assert matter.do("appeal", "2018-10-16 11:00", "clerk") == "ground_missing"
    assert matter.do("appeal", "2018-10-16 11:00", "clerk", ground="mistaken") == "evidence_missing"
    blank = {"ground": "mistaken", "evidence": [" "]}
    assert matter.do("appeal", "2018-10-16 11:00", "clerk", **blank) == "evidence_missing"


@pytest.mark.parametrize(
    ("when", "outcome"), [("2018-10-17 23:59", "done"), ("2018-10-18 00:00", "too_late")]
)
def test_an_appeal_is_possible_for_one_working_day_after_the_assignment(when: str, outcome: str) -> None:
    assert bad().do("appeal", when, "clerk", **GROUNDS) == outcome


def test_the_days_under_appeal_do_not_count() -> None:
    matter = appealed()
    assert matter.ticket()["appeal_decide_due"] == "2018-10-23T00:00:00.000+08:00"

    assert matter.do("appeal_decide", "2018-10-19 15:00", "adjudicator", decision="deny") == "done"

    ticket = matter.ticket()
    assert (ticket["state"], ticket["finding"]) == ("rectifying", "confirmed")
    assert ticket["rectify_due"] == "2018-10-26T00:00:00.000+08:00"  # 23rd, and 18 and 19 more


def test_an_appeal_is_made_once() -> None:
    matter = appealed()
    matter.do("appeal_decide", "2018-10-17 11:00", "adjudicator", decision="send_back")
    assert matter.ticket()["state"] == "verifying"

    assert matter.do("appeal", "2018-10-17 12:00", "clerk", **GROUNDS) == "already"


def test_a_rating_whose_appeal_is_granted_does_not_count_and_its_ticket_is_void() -> None:
    matter = appealed()

    assert matter.do("appeal_decide", "2018-10-18 10:00", "adjudicator", decision="grant") == "done"

    assert matter.ticket()["state"] == "void"
    assert (rating(matter)["status"], rating(matter)["counts"]) == ("invalid", False)
    assert rating(matter)["invalid_kind"] == "mistaken"


def test_a_granted_appeal_is_undone_by_restoring_the_rating_and_the_matter_is_taken_up_again() -> None:
    matter = appealed()
    matter.do("appeal_decide", "2018-10-18 10:00", "adjudicator", decision="grant")

    matter.event(
        "rating.restored", "2018-10-22 10:00", service_number="1", assess_number=1, reason="复查属实"
    )

    assert rating(matter)["counts"] is True
    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"]) == ("reopened", 2)
    assert matter.cards_of("R-04") == []


def test_that_a_rating_is_malicious_is_for_two_adjudicators_to_say() -> None:
    matter = appealed("malicious")

    assert matter.do("appeal_decide", "2018-10-18 10:00", "adjudicator", decision="grant") == "done"
    assert (matter.ticket()["state"], rating(matter)["counts"]) == ("appealed", True)
    again = matter.do("appeal_decide", "2018-10-18 11:00", "adjudicator", decision="grant")
    assert again == "same_person"
    assert matter.do("appeal_decide", "2018-10-18 12:00", "adjudicator2", decision="grant") == "done"
    assert rating(matter)["counts"] is False


def test_nobody_of_the_department_decides_on_its_appeal() -> None:
    matter = appealed()

    refused = matter.do("appeal_decide", "2018-10-18 10:00", "own_adjudicator", decision="grant")

    assert refused == "conflict_of_interest"
    assert rating(matter)["counts"] is True


def test_a_dissatisfied_rater_reopens_it_with_half_the_days_for_the_head_of_the_unit() -> None:
    matter = accepted()

    assert matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied") == "done"

    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"]) == ("reopened", 2)
    assert ticket["rectify_due"] == "2018-10-26T00:00:00.000+08:00"  # 3 of 5: 23, 24, 25
    assert ticket["responsible"]["staff_id"] == "head"
    assert matter.cards_of("R-04") == [(f"ticket {RATING}", "yellow", "issued")]


def test_it_says_why_where_the_visit_was_not_good() -> None:
    matter = accepted()

    refused = matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied", reason=None)

    assert refused == "reason_missing"
    assert matter.ticket()["state"] == "follow_up"


def test_false_feedback_is_a_red_card_that_waits_for_a_person() -> None:
    matter = accepted()

    assert matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="false_feedback") == "done"

    assert matter.cards_of("R-04") == [(f"ticket {RATING}", "red", "proposed")]
    card = next(each["data"] for each in matter.outputs if each["data"].get("rule_id") == "R-04")
    assert card["responsible"]["staff_id"] == "clerk"  # who handed it in, not the head who has it now


def test_a_bad_second_rating_reopens_a_closed_ticket() -> None:
    matter = accepted()
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied")

    matter.rated("2018-10-29 10:00", level=2, assess_number=2)

    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"], ticket["closed_at"]) == ("reopened", 2, None)
    assert matter.cards_of("R-04") == [(f"ticket {RATING}", "yellow", "issued")]
    assert len(matter.tickets()) == 2  # its own, and the investigation of R-04's card


def test_a_good_second_rating_changes_nothing() -> None:
    matter = accepted()
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied")
    before = matter.ticket()

    matter.rated("2018-10-29 10:00", level=4, assess_number=2)

    assert matter.ticket() == before


def test_two_visits_without_an_answer_end_it() -> None:
    matter = accepted()

    assert matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="no_answer") == "done"
    assert matter.ticket()["state"] == "follow_up"
    assert matter.do("follow_up", "2018-10-23 10:00", "supervisor", result="no_answer") == "done"
    assert matter.ticket()["state"] == "closed"


def test_the_unit_does_not_follow_up_or_review_itself() -> None:
    matter = accepted()

    assert matter.do("follow_up", "2018-10-22 10:00", "head", result="satisfied") == "not_entitled"
    own = matter.do("follow_up", "2018-10-22 10:00", "own_adjudicator", result="satisfied")
    assert own == "conflict_of_interest"


def test_what_is_reopened_is_put_right_anew() -> None:
    matter = accepted()
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied")

    assert matter.ticket()["measure"] is None
    hand_in(matter, "2018-10-23 10:00", "head")
    assert matter.ticket()["state"] == "submitted"


def test_half_of_few_days_is_never_less_than_two() -> None:
    matter = accepted(tickets_office(days={"simple": 2}))

    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied")

    assert matter.ticket()["rectify_due"] == "2018-10-25T00:00:00.000+08:00"


def test_a_verified_matter_is_not_contacted_again_by_an_appeal() -> None:
    matter = verified()

    assert matter.do("appeal", "2018-10-17 11:00", "clerk", **GROUNDS) == "done"
    assert matter.do("appeal_decide", "2018-10-18 11:00", "adjudicator", decision="refer_up") == "done"
    assert matter.do("appeal_decide", "2018-10-18 12:00", "adjudicator2", decision="deny") == "done"
    assert matter.ticket()["contact_due"] == "2018-10-18T00:00:00.000+08:00"
    assert matter.ticket()["overdue"] == []
