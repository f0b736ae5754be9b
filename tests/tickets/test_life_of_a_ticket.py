"""A ticket from the bad rating to its end: who does what, in which order, within which working days."""

from typing import Any

import pytest

from tests.desk.office import CASE
from tests.tickets.matters import (
    RATING,
    Matter,
    accepted,
    bad,
    day,
    hand_in,
    handed_in,
    tickets_office,
    verified,
)

SYSTEMIC = f"S-{16 * '0'}"
"""The id of some systemic ticket."""


def test_a_bad_rating_opens_one_ticket_assigned_at_once_to_who_is_on_duty() -> None:
    matter = bad()

    (first,) = matter.revisions()
    assert (first["kind"], first["state"], first["subject"], first["rating_key"]) == (
        "bad_rating",
        "assigned",
        CASE,
        "1/1",
    )
    assert first["responsible"]["staff_id"] == "clerk"
    assert first["dept_code"] == "D"
    assert first["opened_at"] == first["assigned_at"] == "2018-10-16T10:00:00.000+08:00"


def test_its_deadlines_are_midnights_after_working_days() -> None:
    ticket = bad().ticket()

    assert ticket["contact_due"] == "2018-10-18T00:00:00.000+08:00"
    assert ticket["appeal_due"] == "2018-10-18T00:00:00.000+08:00"
    assert ticket["rectify_due"] == "2018-10-24T00:00:00.000+08:00"  # 17, 18, 19, 22, 23
    assert (ticket["review_due"], ticket["follow_up_due"], ticket["verify_due"]) == (None, None, None)


@pytest.mark.parametrize("level", [3, 4, 5])
def test_a_rating_that_is_not_bad_opens_none(level: int) -> None:
    assert Matter().served().rated(level=level).tickets() == {}


def test_it_goes_all_the_way_and_is_closed_by_the_supervising_office() -> None:
    matter = accepted()

    assert matter.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied") == "done"

    states = [each["state"] for each in matter.revisions()]
    assert states == [
        "assigned", "verifying", "rectifying", "rectifying", "submitted", "follow_up", "closed",
    ]  # fmt: skip
    end = matter.ticket()
    assert (end["finding"], end["responsibility"], end["cause_code"]) == ("confirmed", "direct", "process")
    assert (end["measure"], end["follow_up"], end["overdue"]) == ("窗口增派人手", "satisfied", [])
    assert end["history"] == ["e5", "e6", "e7", "e8", "e9", "e10"]
    assert end["closed_at"] == "2018-10-22T10:00:00.000+08:00"


def test_review_and_follow_up_have_days_of_their_own() -> None:
    assert handed_in().ticket()["review_due"] == "2018-10-23T00:00:00.000+08:00"
    assert accepted().ticket()["follow_up_due"] == "2018-10-25T00:00:00.000+08:00"


def test_whoever_rated_by_name_is_contacted_before_anybody_says_what_is_true() -> None:
    matter = bad()

    assert matter.do("verify", "2018-10-16 11:00", "clerk", finding="untrue") == "contact_missing"
    assert matter.ticket()["state"] == "assigned"


def test_an_appeal_that_is_sent_back_or_denied_takes_nobody_past_the_contact() -> None:
    for decision, action, said in (
        ("send_back", "verify", {"finding": "untrue"}),
        ("deny", "submit", {"measure": "x"}),
    ):
        matter = bad()
        matter.do("appeal", "2018-10-17 10:00", "clerk", ground="mistaken", evidence=["e3"])
        matter.do("appeal_decide", "2018-10-17 11:00", "adjudicator", decision=decision)
        before = matter.ticket()

        assert matter.do(action, "2018-10-17 12:00", "clerk", **said) == "contact_missing"
        assert matter.ticket() == before
        assert matter.do("contact", "2018-10-17 13:00", "clerk", result="reached") == "done"
        assert matter.do(action, "2018-10-17 14:00", "clerk", **said) != "contact_missing"


def test_an_anonymous_rating_is_verified_by_the_records_and_ends_with_the_review() -> None:
    matter = Matter().served().rated(real_name=False)
    assert matter.ticket()["contact_due"] is None

    assert matter.do("verify", "2018-10-16 11:00", "clerk", finding="confirmed") == "done"
    hand_in(matter, "2018-10-17 11:00", "clerk")
    assert matter.do("review", "2018-10-18 11:00", "supervisor", result="accepted") == "done"

    assert matter.ticket()["state"] == "closed"


def test_the_last_of_three_tries_in_vain_is_as_good_as_a_contact() -> None:
    matter = bad()
    said = [
        matter.do("contact", f"2018-10-16 1{hour}:00", "clerk", result="unreachable") for hour in (1, 2, 3)
    ]

    assert said == ["done"] * 3
    states = [each["state"] for each in matter.revisions()]
    assert states == ["assigned", "assigned", "assigned", "verifying"]
    assert matter.do("contact", "2018-10-16 15:00", "clerk", result="reached") == "already"


def test_a_matter_found_untrue_goes_to_the_review_and_is_not_ended_by_the_unit() -> None:
    matter = bad()
    matter.do("contact", "2018-10-16 11:00", "clerk", result="reached")

    assert matter.do("verify", "2018-10-16 12:00", "clerk", finding="untrue") == "done"

    ticket = matter.ticket()
    assert (ticket["state"], ticket["cause_code"], ticket["responsibility"]) == ("submitted", "none", "none")


def test_a_unit_cannot_give_a_ticket_back() -> None:
    matter = bad()

    assert matter.do("assign", "2018-10-16 11:00", "clerk", to_dept="E") == "not_entitled"
    assert matter.ticket()["dept_code"] == "D"


def test_a_supervisor_sends_a_wrongly_routed_ticket_on_within_a_day() -> None:
    matter = bad()

    assert matter.do("assign", "2018-10-17 09:59", "supervisor", to_dept="E") == "done"

    ticket = matter.ticket()
    assert (ticket["dept_code"], ticket["responsible"]["staff_id"]) == ("E", "other_head")
    assert ticket["rectify_due"] == "2018-10-25T00:00:00.000+08:00"
    assert ticket["contact_due"] == "2018-10-18T00:00:00.000+08:00"  # from the rating, whoever has the ticket


def test_after_a_day_it_stays_where_it_is() -> None:
    matter = bad()

    assert matter.do("assign", "2018-10-17 10:00", "supervisor", to_dept="E") == "too_late"
    assert matter.ticket()["dept_code"] == "D"


def test_another_person_of_the_department_has_the_days_that_are_left() -> None:
    matter = bad()

    assert matter.do("assign", "2018-10-19 10:00", "supervisor", assignee_id="speaker") == "done"

    ticket = matter.ticket()
    assert ticket["responsible"]["staff_id"] == "speaker"
    assert ticket["rectify_due"] == "2018-10-24T00:00:00.000+08:00"


def test_a_complex_matter_has_fifteen_days_from_the_assignment() -> None:
    matter = verified()

    said = {"cause_code": "law", "complexity": "complex", "responsibility": "main"}
    assert matter.do("classify", "2018-10-17 11:00", "clerk", **said) == "done"

    assert matter.ticket()["rectify_due"] == "2018-11-07T00:00:00.000+08:00"
    assert matter.ticket()["class"] == "complex"


def test_it_is_extended_once_by_no_more_days_than_the_rulebook_has() -> None:
    matter = verified()

    assert matter.do("extend", "2018-10-18 09:00", "supervisor", days=6) == "too_many_days"
    assert matter.do("extend", "2018-10-18 09:00", "supervisor") == "days_missing"
    assert matter.do("extend", "2018-10-18 09:00", "clerk", days=5) == "not_entitled"
    assert matter.do("extend", "2018-10-18 09:00", "supervisor", days=5) == "done"
    assert matter.do("extend", "2018-10-18 10:00", "supervisor", days=1) == "already"
    assert matter.ticket()["rectify_due"] == "2018-10-31T00:00:00.000+08:00"


def test_nothing_is_extended_or_made_complex_after_the_days_are_over() -> None:
    matter = verified()

    assert matter.do("extend", "2018-10-24 00:00", "supervisor", days=5) == "too_late"
    said = {"cause_code": "law", "complexity": "complex"}
    assert matter.do("classify", "2018-10-24 00:00", "clerk", **said) == "too_late"
    assert matter.do("classify", "2018-10-24 00:01", "clerk", cause_code="law") == "done"


def test_no_ticket_is_handed_in_without_cause_responsibility_and_measure() -> None:
    matter = verified()

    assert matter.do("submit", "2018-10-18 09:00", "clerk") == "measure_missing"
    assert matter.do("submit", "2018-10-18 09:00", "clerk", measure="x") == "cause_missing"
    assert matter.do("classify", "2018-10-18 09:00", "clerk") == "cause_missing"
    assert matter.do("classify", "2018-10-18 09:00", "clerk", cause_code="weather") == "unknown_cause"
    assert matter.do("classify", "2018-10-18 09:00", "clerk", cause_code="staff") == "done"
    assert matter.do("submit", "2018-10-18 09:01", "clerk", measure="x") == "responsibility_missing"


def test_days_under_review_do_not_count_where_it_is_returned() -> None:
    matter = handed_in()  # on 10-18, with 19, 22 and 23 left

    assert matter.do("review", "2018-10-22 10:00", "supervisor", result="returned") == "done"

    ticket = matter.ticket()
    assert ticket["state"] == "rectifying"
    assert ticket["rectify_due"] == "2018-10-26T00:00:00.000+08:00"  # 19 and 22 did not count


def test_several_bad_ratings_of_one_cause_are_joined_to_a_systemic_ticket() -> None:
    matter = verified()

    def close(actor: str, joined_to: str) -> str:
        return matter.do("close", "2018-10-18 09:00", actor, joined_to=joined_to)

    for other in ("R-" + 16 * "1", "S-1", "S-" + 16 * "g", "S"):
        assert close("supervisor", other) == "not_systemic"
    assert close("clerk", SYSTEMIC) == "not_entitled"
    assert close("supervisor", SYSTEMIC) == "cause_missing"
    matter.do("classify", "2018-10-18 09:00", "clerk", cause_code="process")
    assert close("supervisor", SYSTEMIC) == "responsibility_missing"
    matter.do("classify", "2018-10-18 09:00", "clerk", cause_code="process", responsibility="none")
    assert close("supervisor", SYSTEMIC) == "done"
    assert (matter.ticket()["state"], matter.ticket()["joined_to"]) == ("closed", SYSTEMIC)
    assert matter.ticket()["overdue"] == []


def test_nobody_is_joined_away_whose_rating_was_not_looked_into() -> None:
    matter = bad()
    assert matter.do("close", "2018-10-16 12:00", "supervisor", joined_to=SYSTEMIC) == "illegal_state"

    matter.do("contact", "2018-10-16 13:00", "clerk", result="reached")
    assert matter.do("close", "2018-10-16 14:00", "supervisor", joined_to=SYSTEMIC) == "illegal_state"


def test_two_ratings_of_one_service_have_one_ticket_and_two_services_two() -> None:
    matter = bad().rated("2018-10-16 12:00", source="s", service_number="2")
    matter.rated("2018-10-16 13:00", level=2)

    assert len(matter.tickets()) == 2
    assert RATING in matter.tickets()


def test_a_withdrawn_reason_makes_it_void_and_its_return_brings_it_back() -> None:
    matter = bad()
    said: dict[str, Any] = {"service_number": "1", "assess_number": 1, "reason": "误评"}
    matter.event("rating.invalidated", "2018-10-16 12:00", kind="mistaken", decided_by="supervisor", **said)
    assert matter.ticket()["state"] == "void"
    assert matter.do("contact", "2018-10-16 13:00", "clerk", result="reached") == "illegal_state"

    matter.event("rating.restored", "2018-10-19 12:00", **said)

    ticket = matter.ticket()
    assert ticket["state"] == "assigned"
    assert ticket["contact_due"] == "2018-10-23T00:00:00.000+08:00"  # nobody could act while it was void
    assert ticket["overdue"] == []


def test_a_late_bad_rating_has_a_ticket_although_it_does_not_count() -> None:
    matter = Matter().served().rated("2018-10-24 10:00")  # the 23rd was the last day

    (rating,) = (each["data"] for each in matter.outputs if each["type"].startswith("rating."))
    assert (rating["status"], rating["counts"]) == ("late", False)
    assert matter.ticket()["contact_due"] == "2018-10-26T00:00:00.000+08:00"


def test_a_rating_from_before_the_system_went_live_has_none() -> None:
    matter = Matter(tickets_office(go_live=day("2018-10-17"))).served().rated()

    assert matter.tickets() == {}
