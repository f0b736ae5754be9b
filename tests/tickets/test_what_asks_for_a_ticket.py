"""One ticket for each thing that asks for one, whatever it is; void while nothing does."""

from dataclasses import replace
from typing import Any

from rules.cards import card_id_of
from rules.rule_table import RULES
from rules.tickets import TicketKind, ticket_id_of
from tests.desk.office import CASE, T04, T05
from tests.tickets.matters import RATING, Matter, bad, hand_in, tickets_office, verified

FINDING = "finding:R-06 item:I 2018-10-08"
LIMIT = ticket_id_of(TicketKind.INVESTIGATION, (CASE, "card", "limit", "case"))


def systemic(*dates: str, holds: bool = True) -> Matter:
    """A query found that item I was rated badly on these dates."""
    book = tickets_office()
    rules = {**book.rules, "R-06": RULES["R-06"].defaults()}
    matter = Matter(replace(book, rules=rules))
    matter.subject = FINDING
    find(matter, "opened", "2018-10-22 09:00", *dates, holds=holds)
    return matter


def find(matter: Matter, kind: str, when: str, *dates: str, holds: bool = True) -> None:
    entries = [{"ref": f"s r{place}", "time": f"{each}T10:00:00+08:00"} for place, each in enumerate(dates)]
    matter.event(
        f"finding.{kind}",
        when,
        finding_id=FINDING,
        rule_id="R-06",
        scope={"item": "I", "period": "2018-10-08"},
        holds=holds,
        as_of=f"{when.replace(' ', 'T')}:00+08:00",
        evidence=entries,
    )


def of_kind(matter: Matter, kind: str) -> list[dict[str, Any]]:
    return [each for each in matter.tickets().values() if each["kind"] == kind]


def test_a_late_case_has_one_ticket_that_goes_along_with_the_graver_card() -> None:
    matter = Matter()
    matter.accepted().wait("2018-10-25 00:00")
    (ticket,) = of_kind(matter, "investigation")
    assert (ticket["ticket_id"], ticket["card_id"], ticket["level"]) == (LIMIT, T04, "general")

    matter.wait("2018-10-30 00:00")
    assert matter.ticket(LIMIT)["card_id"] == T05
    assert matter.ticket(LIMIT)["level"] == "grave"
    assert matter.ticket(LIMIT)["assigned_at"][:10] == "2018-10-25"


def test_an_investigation_is_no_rating_that_could_be_appealed_against_or_whose_rater_is_called() -> None:
    matter = Matter()
    matter.accepted().wait("2018-10-25 00:00")

    ticket = matter.ticket(LIMIT)
    assert ticket["contact_due"] is ticket["appeal_due"] is None
    assert ticket["responsible"]["staff_id"] == "clerk"
    said = {"ground": "mistaken", "evidence": ["e1"]}
    assert matter.do("appeal", "2018-10-25 09:00", "clerk", LIMIT, **said) == "wrong_kind"
    assert matter.do("contact", "2018-10-25 09:01", "clerk", LIMIT, result="reached") == "wrong_kind"


def test_an_investigation_goes_its_way_to_the_end() -> None:
    matter = Matter()
    matter.accepted().wait("2018-10-25 00:00")
    verify = {"finding": "confirmed", "responsibility": "direct"}
    assert matter.do("verify", "2018-10-25 09:00", "clerk", LIMIT, **verify) == "done"
    assert matter.do("classify", "2018-10-25 09:01", "clerk", LIMIT, cause_code="process") == "done"
    assert matter.do("submit", "2018-10-25 09:02", "clerk", LIMIT, measure="two more windows") == "done"
    assert matter.do("review", "2018-10-25 09:03", "supervisor", LIMIT, result="accepted") == "done"

    assert matter.ticket(LIMIT)["state"] == "closed"


def test_warnings_ask_for_no_ticket() -> None:
    matter = Matter()
    matter.accepted().wait("2018-10-24 00:00")

    assert matter.card(card_id_of(CASE, "T-03", "case"))["colour"] == "warning"
    assert of_kind(matter, "investigation") == []


def test_a_bad_rating_has_no_ticket_where_the_office_has_switched_its_rule_off() -> None:
    book = tickets_office()
    matter = bad(replace(book, rules={**book.rules, "R-01": replace(book.rules["R-01"], enabled=False)}))

    assert matter.tickets() == {}


def test_a_complaint_has_a_ticket_of_its_own_that_its_target_does_not_answer_for() -> None:
    matter = Matter().served()
    for when in ("2018-10-17 09:00", "2018-10-18 09:00"):
        matter.event("case.complaint_opened", when, about="attitude", target_staff_id="clerk", due_days=5)

    first, second = of_kind(matter, "complaint")
    assert first["ticket_id"] != second["ticket_id"]
    assert {first["responsible"]["staff_id"], second["responsible"]["staff_id"]} == {"speaker"}
    assert first["contact_due"] is None


def test_many_bad_ratings_of_one_item_have_one_joint_ticket_to_which_others_are_joined() -> None:
    matter = systemic("2018-10-08", "2018-10-15", "2018-10-20")
    (ticket,) = of_kind(matter, "systemic")
    assert (ticket["state"], ticket["dept_code"], ticket["level"]) == ("assigned", "D", "grave")
    assert matter.ticket(ticket["ticket_id"])["ticket_id"].startswith("S-")

    single = verified()
    said = {"cause_code": "process", "responsibility": "none"}
    assert single.do("classify", "2018-10-22 09:00", "clerk", **said) == "done"
    joined = {"joined_to": ticket["ticket_id"]}
    assert single.do("close", "2018-10-22 10:00", "supervisor", **joined) == "done"
    assert (single.ticket()["state"], single.ticket()["joined_to"]) == ("closed", ticket["ticket_id"])


def test_what_is_found_no_more_asks_for_nothing_and_found_again_for_the_same_ticket() -> None:
    dates = ("2018-10-08", "2018-10-15", "2018-10-20")
    matter = systemic(*dates)
    find(matter, "changed", "2018-10-23 09:00", *dates[:2], holds=False)
    (ticket,) = of_kind(matter, "systemic")
    assert ticket["state"] == "void"

    find(matter, "changed", "2018-10-24 09:00", *dates)
    (ticket,) = of_kind(matter, "systemic")
    assert ticket["state"] == "assigned"


def test_too_few_bad_ratings_ask_for_no_joint_ticket() -> None:
    assert systemic("2018-10-15", "2018-10-20").tickets() == {}


def test_a_void_ticket_misses_nothing_and_is_given_its_days_anew() -> None:
    matter = bad()
    invalidate(matter, "2018-10-16 12:00")
    assert matter.ticket()["state"] == "void"
    matter.wait("2018-11-20 00:00")
    assert matter.ticket()["overdue"] == []

    matter.event(
        "rating.restored", "2018-11-20 09:00", service_number="1", assess_number=1, reason="重新认定"
    )
    ticket = matter.ticket()
    assert (ticket["state"], ticket["overdue"]) == ("assigned", [])
    assert (ticket["rectify_due"][:10], ticket["contact_due"][:10]) == ("2018-11-28", "2018-11-22")


def test_a_ticket_that_comes_back_for_a_graver_card_has_missed_nothing() -> None:
    matter = Matter(tickets_office(parameters={"T-05.grace": 15}))
    matter.accepted().wait("2018-10-25 00:00")
    assert matter.act("revoke", "2018-10-25 09:00", "supervisor") == "done"
    assert matter.ticket(LIMIT)["state"] == "void"

    matter.wait("2018-11-20 00:00")
    ticket = matter.ticket(LIMIT)
    assert (ticket["state"], ticket["level"], ticket["card_id"]) == ("assigned", "grave", T05)
    assert (ticket["overdue"], ticket["rectify_due"][:10]) == ([], "2018-11-28")


def test_the_same_need_never_has_two_tickets() -> None:
    matter = bad()
    invalidate(matter, "2018-10-16 12:00")
    matter.event(
        "rating.restored", "2018-10-16 13:00", service_number="1", assess_number=1, reason="重新认定"
    )
    matter.rated("2018-10-17 09:00", level=2)  # the same rating again
    matter.rated("2018-10-17 10:00", level=1, assess_number=2)

    assert [each["ticket_id"] for each in of_kind(matter, "bad_rating")] == [RATING]


def test_a_ticket_reopened_twice_is_rectification_that_was_none() -> None:
    matter = verified()
    hand_in(matter, "2018-10-18 10:00", "clerk")
    for day in (19, 22):
        assert matter.do("review", f"2018-10-{day} 10:00", "supervisor", result="accepted") == "done"
        said = {"result": "not_satisfied"}
        assert matter.do("follow_up", f"2018-10-{day} 11:00", "supervisor", **said) == "done"
        hand_in(matter, f"2018-10-{day} 12:00", "head")

    assert matter.ticket()["round"] == 3
    assert matter.cards_of("R-04") == [(f"ticket {RATING}", "yellow", "issued")]
    last = [each["data"] for each in matter.outputs if each["data"].get("rule_id") == "R-04"][-1]
    assert "3" in last["arithmetic"]  # two visits and the second reopening


def invalidate(matter: Matter, when: str) -> None:
    said: dict[str, Any] = {
        "service_number": "1",
        "assess_number": 1,
        "kind": "mistaken",
        "decided_by": "u",
        "reason": "误评",
    }
    matter.event("rating.invalidated", when, **said)
