"""One person answers for every ticket in work: never who was rated, nobody who is not there."""

from dataclasses import replace

from rules.rulebook import Rulebook
from tests.tickets.matters import Matter, away, bad, day, tickets_office, verified


def answers(matter: Matter) -> str | None:
    """Who answers for the ticket now."""
    found = matter.ticket()["responsible"]["staff_id"]
    return None if found is None else str(found)


def nobody_but(*names: str) -> Rulebook:
    """No duty list, no head; of the department only these are in the register."""
    book = tickets_office()
    staff = {who: rows for who, rows in book.staff.items() if rows[0].dept_code != "D" or who in names}
    units = {code: replace(unit, leader_id=None) for code, unit in book.units.items()}
    return replace(book, duties=(), staff=staff, units=units)


def test_the_person_who_was_rated_never_answers() -> None:
    assert answers(Matter().served().rated(staff_id="clerk")) == "speaker"


def test_whoever_a_second_rating_is_about_does_not_answer_for_it_either() -> None:
    matter = bad()
    assert answers(matter) == "clerk"

    matter.rated("2018-10-16 12:00", level=2, assess_number=2, staff_id="clerk")

    assert answers(matter) == "speaker"
    assert matter.do("contact", "2018-10-16 13:00", "clerk", result="reached") == "conflict_of_interest"


def test_where_a_rating_names_nobody_whoever_had_the_case_last_before_it_does_not_answer() -> None:
    matter = Matter().accepted()
    assert isinstance(matter, Matter)
    matter.event("case.decided", "2018-10-16 08:00", result="approved", staff_id="clerk")
    matter.event("case.closed", "2018-10-16 11:00", kind="normal", staff_id="window")  # after it

    matter.rated("2018-10-16 10:00", staff_id=None)

    assert answers(matter) == "speaker"
    assert matter.do("verify", "2018-10-16 13:00", "clerk", finding="confirmed") == "conflict_of_interest"


def test_where_nobody_is_on_duty_the_head_answers_then_who_speaks_for_the_unit() -> None:
    without_duty = replace(tickets_office(), duties=())

    assert answers(bad(without_duty)) == "head"
    assert answers(bad(nobody_but("speaker"))) == "speaker"


def test_where_the_unit_has_nobody_the_one_above_it_answers() -> None:
    book = nobody_but()
    units = {**book.units, "D": replace(book.units["D"], parent="E")}

    assert answers(bad(replace(book, units=units))) == "other_head"


def test_at_last_the_unit_that_the_rulebook_names_answers() -> None:
    book = nobody_but()
    units = {**book.units, "C": replace(book.units["C"], leader_id="supervisor2")}

    last = replace(book, units=units, tickets={"unit": "C"})
    assert answers(bad(last)) == "supervisor2"
    nowhere = Matter(last).rated(dept_code=None, item_code=None, staff_id=None)
    assert answers(nowhere) == "supervisor2"
    assert nowhere.ticket()["state"] == "assigned"


def test_a_rating_that_names_only_a_person_goes_to_the_department_of_that_person() -> None:
    matter = Matter()
    matter.subject = "service:7"
    matter.rated(item_code=None, staff_id="other_head")
    (ticket,) = matter.tickets().values()

    assert ticket["dept_code"] == "E"
    assert ticket["responsible"]["staff_id"] is None  # of E there is nobody but who was rated


def test_a_ticket_nobody_answers_for_waits_unassigned_until_somebody_is_there() -> None:
    book = replace(
        nobody_but("head"), units=tickets_office().units, absences=(away("head", "2018-10-16", "2018-10-18"),)
    )
    matter = bad(book)
    assert (matter.ticket()["state"], answers(matter)) == ("opened", None)

    matter.wait("2018-10-19 00:00")

    assert (matter.ticket()["state"], answers(matter)) == ("assigned", "head")
    assert matter.ticket()["assigned_at"] == "2018-10-19T00:00:00.000+08:00"
    assert matter.ticket()["rectify_due"] == "2018-10-27T00:00:00.000+08:00"  # 22 to 26
    assert matter.ticket()["overdue"] == ["contact"]  # due from the rating all the same


def test_it_is_handed_to_the_deputy_on_the_day_somebody_is_away() -> None:
    matter = bad(tickets_office(away("clerk", "2018-10-18", "2018-10-19", "head")))
    assert answers(matter) == "clerk"

    matter.wait("2018-10-18 00:00")

    assert answers(matter) == "head"
    assert matter.ticket()["rectify_due"] == "2018-10-24T00:00:00.000+08:00"


def test_it_is_handed_on_when_somebody_leaves() -> None:
    book = tickets_office()
    left = replace(book.staff["clerk"][0], valid_to=day("2018-10-18"))
    matter = bad(replace(book, staff={**book.staff, "clerk": (left,)}))
    matter.wait("2018-10-18 23:59")
    assert answers(matter) == "clerk"

    matter.wait("2018-10-19 00:00")

    assert answers(matter) == "speaker"


def test_it_is_handed_over_to_a_member_of_the_unit_who_is_there_and_was_not_rated() -> None:
    matter = verified(tickets_office(away("head", "2018-10-18", "2018-10-18")))
    over = {"when": "2018-10-18 10:00"}

    def hand(actor: str, to: str | None) -> str:
        return matter.do("hand_over", over["when"], actor, to_staff_id=to)

    assert hand("clerk", None) == "person_missing"
    assert hand("clerk", "other_head") == "not_a_member"
    assert hand("clerk", "window") == "conflict_of_interest"
    assert hand("clerk", "head") == "absent"
    assert hand("clerk", "clerk") == "already"
    assert hand("other_head", "speaker") == "not_yours"
    assert hand("clerk", "speaker") == "done"
    assert answers(matter) == "speaker"


def test_only_the_unit_works_on_it_and_never_who_was_rated() -> None:
    matter = bad()

    assert matter.do("contact", "2018-10-16 11:00", "other_head", result="reached") == "not_yours"
    assert matter.do("contact", "2018-10-16 11:00", "supervisor", result="reached") == "not_yours"
    assert matter.do("contact", "2018-10-16 11:00", "window", result="reached") == "conflict_of_interest"
    assert matter.do("contact", "2018-10-16 11:00", "stranger", result="reached") == "unknown_actor"
    assert matter.do("contact", "2018-10-16 11:00", "head") == "result_missing"
    assert matter.do("contact", "2018-10-16 11:00", "head", result="reached") == "done"
