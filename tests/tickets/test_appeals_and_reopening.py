"""Appeals against a bad rating, and matters taken up again."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def ratings(matter: Matter) -> dict[int, dict[str, Any]]:
    """The last revision of the first and the second rating."""
    told = (each["data"] for each in matter.outputs if each["type"].startswith("rating."))
    return {data["assess_number"]: data for data in told}


def test_a_second_rating_after_a_granted_appeal_is_heard_and_reopens_the_ticket() -> None:
    matter = appealed()
    matter.do("appeal_decide", "2018-10-18 10:00", "adjudicator", decision="grant")

    matter.rated("2018-10-22 10:00", level=2, assess_number=2)

    first, second = ratings(matter)[1], ratings(matter)[2]
    assert (first["status"], second["status"], second["counts"]) == ("invalid", "valid", True)
    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"], ticket["rating_key"]) == ("reopened", 2, "1/2")
    assert ticket["rectify_due"] == "2018-10-26T00:00:00.000+08:00"  # 3 of 5: 23, 24, 25
    assert matter.cards_of("R-04") == []  # the unit had reported nothing as put right


def test_a_second_rating_that_was_there_when_the_appeal_was_granted_is_decided_with_the_first() -> None:
    matter = appealed()
    matter.rated("2018-10-18 09:00", level=2, assess_number=2)

    matter.do("appeal_decide", "2018-10-18 10:00", "adjudicator", decision="grant")

    assert {each["status"] for each in ratings(matter).values()} == {"invalid"}
    assert matter.ticket()["state"] == "void"


def test_who_was_never_contacted_about_the_first_rating_is_contacted_about_the_second() -> None:
    matter = bad()
    matter.do("appeal", "2018-10-17 10:00", "clerk", **GROUNDS)
    matter.do("appeal_decide", "2018-10-19 10:00", "adjudicator", decision="grant")
    assert matter.cards_of("R-02") == [(f"ticket {RATING}", "yellow", "withdrawn")]

    matter.rated("2018-10-22 10:00", level=2, assess_number=2)

    assert matter.ticket()["contact_due"] == "2018-10-24T00:00:00.000+08:00"
    assert matter.ticket()["overdue"] == []
    assert matter.cards_of("R-02") == [(f"ticket {RATING}", "yellow", "withdrawn")]


SECOND: dict[str, Any] = {"service_number": "1", "assess_number": 2, "reason": "恶意"}
MALICIOUS = {**SECOND, "kind": "malicious", "decided_by": "adjudicator", "second_reviewer": "adjudicator2"}


def reopened_by_a_second_rating() -> Matter:
    """Closed on 10-22, and rated again on 10-29."""
    matter = accepted()
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied")
    return matter.rated("2018-10-29 10:00", level=2, assess_number=2)


def test_a_second_rating_that_is_declared_invalid_takes_its_consequences_with_it() -> None:
    matter = reopened_by_a_second_rating()
    matter.wait("2018-11-02 00:00")
    assert (matter.ticket()["state"], matter.ticket()["overdue"]) == ("reopened", ["rectify"])

    matter.event("rating.invalidated", "2018-11-02 10:00", **MALICIOUS)

    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"], ticket["overdue"]) == ("closed", 1, [])
    assert (ticket["measure"], ticket["responsible"]["staff_id"]) == ("窗口增派人手", "clerk")
    assert ticket["closed_at"] == "2018-10-22T10:00:00.000+08:00"
    assert "重办的依据已不存在" in ticket["reason"]
    assert [state for _, _, state in matter.cards_of("R-04")] == ["withdrawn"]
    assert [state for _, _, state in matter.cards_of("R-03")] == ["withdrawn"]


def test_without_a_second_reviewer_it_stays_reopened() -> None:
    matter = reopened_by_a_second_rating()

    matter.event("rating.invalidated", "2018-10-30 10:00", **{**MALICIOUS, "second_reviewer": "adjudicator"})

    assert matter.ticket()["state"] == "reopened"
    assert [state for _, _, state in matter.cards_of("R-04")] == ["issued"]


def test_what_somebody_did_about_a_second_rating_is_not_undone_but_held_against_nobody() -> None:
    matter = reopened_by_a_second_rating()
    hand_in(matter, "2018-10-30 10:00", "head")

    matter.event("rating.invalidated", "2018-10-31 10:00", **MALICIOUS)

    assert (matter.ticket()["state"], matter.ticket()["round"]) == ("submitted", 2)
    assert [state for _, _, state in matter.cards_of("R-04")] == ["withdrawn"]


def test_a_second_rating_that_is_restored_reopens_it_again() -> None:
    matter = reopened_by_a_second_rating()
    matter.event("rating.invalidated", "2018-10-30 10:00", **MALICIOUS)

    matter.event("rating.restored", "2018-11-01 10:00", **SECOND)

    ticket = matter.ticket()
    assert (ticket["state"], ticket["round"]) == ("reopened", 2)
    assert ticket["rectify_due"] == "2018-11-07T00:00:00.000+08:00"  # 3 of 5: 11-02, 05, 06
    assert [state for _, _, state in matter.cards_of("R-04")] == ["issued"]


def test_a_visit_that_was_due_while_an_invalid_second_rating_had_it_reopened_has_its_days_anew() -> None:
    matter = accepted()  # on 10-19, a visit due before 10-25
    matter.rated("2018-10-22 10:00", level=2, assess_number=2)

    matter.event("rating.invalidated", "2018-10-29 10:00", **MALICIOUS)

    ticket = matter.ticket()
    assert (ticket["state"], ticket["overdue"]) == ("follow_up", [])
    assert ticket["follow_up_due"] == "2018-11-02T00:00:00.000+08:00"  # 30, 31, 11-01


def test_an_evidence_of_unreal_rectification_is_the_event_and_its_card_says_when() -> None:
    matter = reopened_by_a_second_rating()

    cards = [each["data"] for each in matter.outputs if each["type"].startswith("card.")]
    card = [each for each in cards if each["rule_id"] == "R-04"][-1]
    assert card["evidence"] == ratings(matter)[2]["evidence"]
    assert "2018-10-29 10:00" in card["arithmetic"]


@given(st.permutations(("second", "invalidated", "restored", "visit")))
@settings(deadline=None, max_examples=24)
def test_second_ratings_and_what_was_decided_on_them_end_alike_in_any_order(order: Sequence[str]) -> None:
    """Recorded after the ticket was closed, whichever comes first; a visit is refused by then and changes nothing."""
    assert _arrived(order) == _arrived(("second", "invalidated", "restored", "visit"))
    without = tuple(each for each in order if each != "restored")
    assert _arrived(without) == _arrived(("second", "invalidated"))


def _arrived(order: Sequence[str]) -> tuple[Any, ...]:
    matter = accepted()
    matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied")
    for place, name in enumerate(order):
        recorded = f"2018-10-31 10:00:{place:02}"
        if name == "second":
            said = {"service_number": "1", "assess_number": 2, "level": 1, "channel": 4, "staff_id": "window"}
            matter.event("rating.submitted", "2018-10-29 10:00", recorded, **said)
        elif name == "invalidated":
            matter.event("rating.invalidated", "2018-10-30 10:00", recorded, **MALICIOUS)
        elif name == "restored":
            matter.event("rating.restored", "2018-10-30 11:00", recorded, **SECOND)
        else:
            assert matter.do("follow_up", recorded, "supervisor", result="satisfied") != "done"
    matter.wait("2018-12-31 00:00")
    ticket = matter.ticket()
    cards = [matter.cards_of(rule_id) for rule_id in ("R-03", "R-04")]
    standing = [[card for card in each if card[2] != "withdrawn"] for each in cards]
    return ticket["state"], ticket["round"], ticket["overdue"], ticket["responsible"]["staff_id"], standing
