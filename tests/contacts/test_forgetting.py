"""A way to reach somebody is kept while their ticket is worked on, opened only for the unit, and then forgotten."""

from typing import Any

import msgspec
import pytest

from rules.dossier import restore
from tests.desk.office import CASE, T04, Bench
from tests.tickets.matters import CONTACT, Matter, bad, handed_in

SECOND = "c1:key-2:sealed again"


def kept(matter: Bench) -> list[str | None]:
    return [fact.data.contact for fact in restore(matter.store[CASE]).ratings]


def outcome(matter: Matter) -> Any:
    return [each["data"] for each in matter.outputs if each["type"].startswith("action.")][-1]


def test_the_unit_of_the_open_ticket_gets_the_sealed_contact_and_the_ticket_shows_that() -> None:
    matter = bad()

    assert matter.do("open_contact", "2018-10-16 11:00", "clerk") == "done"

    assert outcome(matter)["contact"] == CONTACT
    assert matter.ticket()["history"][-1] == outcome(matter)["action_id"]
    assert matter.ticket()["state"] == "assigned"
    assert matter.keys == {}


@pytest.mark.parametrize("actor", ["window", "other_head", "supervisor", "nobody"])
def test_nobody_else_gets_it_and_a_refusal_hands_out_nothing(actor: str) -> None:
    matter = bad()

    assert matter.do("open_contact", "2018-10-16 11:00", actor) != "done"

    assert outcome(matter)["contact"] is None


def test_no_other_action_and_no_other_record_carries_it() -> None:
    matter = handed_in()

    assert CONTACT not in msgspec.json.encode(matter.outputs).decode()


def test_when_the_ticket_closes_the_key_is_destroyed_and_the_contact_gone() -> None:
    matter = handed_in()
    matter.do("review", "2018-10-19 10:00", "supervisor", result="accepted")
    assert (matter.keys, kept(matter)) == ({}, [CONTACT])

    matter.do("follow_up", "2018-10-19 11:00", "supervisor", result="satisfied")

    assert matter.ticket()["state"] == "closed"
    assert (matter.keys, kept(matter)) == ({"key-1": None}, [None])
    assert matter.do("open_contact", "2018-10-19 12:00", "clerk") == "illegal_state"


def test_a_second_rating_that_reopens_the_ticket_brings_its_own_contact() -> None:
    matter = handed_in()
    matter.do("review", "2018-10-19 10:00", "supervisor", result="accepted")
    matter.do("follow_up", "2018-10-19 11:00", "supervisor", result="satisfied")

    assert matter.rated("2018-10-22 10:00", assess_number=2, contact=SECOND).ticket()["state"] == "reopened"

    assert matter.do("open_contact", "2018-10-22 11:00", "head") == "done"
    assert outcome(matter)["contact"] == SECOND
    assert matter.keys == {"key-1": None}


def test_a_good_rating_needs_nobody_to_call_so_its_contact_is_destroyed_at_once() -> None:
    matter = Matter().served().rated(level=5)

    assert (matter.keys, kept(matter)) == ({"key-1": None}, [None])


def test_a_rating_declared_invalid_voids_the_ticket_and_destroys_the_key() -> None:
    matter = bad()

    matter.event(
        "rating.invalidated", "2018-10-17 10:00", service_number="1", assess_number=1, kind="mistaken",
        decided_by="supervisor", reason="误评",
    )  # fmt: skip

    assert matter.ticket()["state"] == "void"
    assert matter.keys == {"key-1": None}


def test_a_rating_sent_again_is_a_duplicate_whose_own_key_is_destroyed_and_the_first_one_is_kept() -> None:
    matter = Matter().served()
    matter.rated()
    matter._number -= 1

    matter.rated(contact=SECOND)

    assert (matter.keys, kept(matter)) == ({"key-2": None}, [CONTACT])


def test_the_very_same_record_read_again_destroys_nothing() -> None:
    matter = Matter().served()
    matter.rated()
    matter._number -= 1

    matter.rated()

    assert matter.keys == {}


def test_another_rating_of_the_same_service_is_kept_but_not_its_contact() -> None:
    matter = bad().rated("2018-10-16 12:00", contact=SECOND)

    assert (matter.keys, kept(matter)) == ({"key-2": None}, [CONTACT, None])


def test_where_the_same_identity_says_something_else_the_contact_of_the_refused_one_is_destroyed() -> None:
    matter = Matter().served().rated()
    matter._number -= 1

    matter.rated(level=2, contact=SECOND)

    assert [each["data"]["reason"] for each in matter.outputs if each["type"] == "dead-letter.recorded"] == [
        "conflicting_duplicate"
    ]
    assert matter.keys == {"key-2": None}


def test_the_ticket_of_a_card_has_no_contact_to_open() -> None:
    matter = Matter()
    matter.accepted()
    matter.wait("2018-10-26 09:00")
    ticket = next(name for name, each in matter.tickets().items() if each["card_id"] == T04)

    assert matter.do("open_contact", "2018-10-26 10:00", "clerk", ticket) == "wrong_kind"
