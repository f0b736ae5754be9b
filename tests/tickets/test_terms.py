"""What an office may say of tickets in its rulebook, who is away, and what becomes of what is wrong."""

from typing import Any

import pytest

from rules.rulebook import Rulebook
from rules.ticket_terms import CAUSE_CODES, NUMBERS, TicketTerms, terms_of
from streams.exits import Misuse
from streams.rulebook_folder import load_files
from tests.rulebook.books import FULL, HEAD, changed, encoded
from tests.tickets.days import midnight_after
from tests.tickets.matters import bad, day, handed_in, tickets_office

ABSENCES = "staff_id,valid_from,valid_to,deputy_id\n"


def loaded(head: str = "", **files: str) -> Rulebook:
    return load_files("", encoded(changed(rulebook=f"{HEAD}{head}\n", **files))).rulebook


def mistakes(head: str = "", **files: str) -> list[str]:
    with pytest.raises(Misuse) as stopped:
        loaded(head, **files)
    return stopped.value.lines


def terms(head: str) -> TicketTerms:
    return terms_of(loaded(head))


def test_a_rulebook_that_says_nothing_has_the_defaults() -> None:
    found = terms("")

    assert (found.contact, found.simple, found.complex) == (1, 5, 15)
    assert {name: getattr(found, name) for name in NUMBERS} == {
        "verify": 3,
        "appeal": 1,
        "appeal_decide": 3,
        "extension": 5,
        "review": 2,
        "follow_up": 3,
        "reopen_min": 2,
        "contact_tries": 3,
        "follow_up_tries": 2,
        "wrong_routing_hours": 24,
        "late_rating_days": 5,
    }
    assert (sorted(found.overdue_cards), found.cause_codes) == (["bad_rating", "systemic"], CAUSE_CODES)
    assert [level.name for level in found.levels] == ["general", "grave"]


def test_what_it_says_takes_the_place_of_the_defaults() -> None:
    found = terms(
        '[tickets]\nreview = 4\nextension = 0\noverdue_cards = []\ncause_codes = ["X"]\n'
        "[rules.R-02]\nN = 2\n[rules.R-03]\nsimple = 7"
    )

    assert (found.review, found.extension, found.contact, found.simple) == (4, 0, 2, 7)
    assert (found.overdue_cards, found.cause_codes, found.verify) == (frozenset(), ("X",), 3)


def test_a_level_has_its_own_days_and_its_own_approver_and_all_else_the_general_ones() -> None:
    found = terms(
        '[tickets.levels.grave]\napplies_to = ["grade_1", "red"]\nsimple = 3\napproves = "adjudicator"'
    )

    grave, other = found.level("red"), found.level("yellow")
    assert (grave.name, grave.days("simple"), grave.days("complex"), grave.approves) == (
        "grave",
        3,
        15,
        "adjudicator",
    )
    assert (other.name, other.days("simple"), other.days("complex"), other.approves) == (
        "",
        5,
        15,
        "supervisor",
    )


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("[tickets]\nrevew = 2", "rulebook.toml:7:1: found setting revew of tickets"),
        ("[tickets]\nreview = 0", "rulebook.toml:7:1: found tickets.review 0"),
        ("[tickets]\nreview = 1.5", "rulebook.toml:7:1: found tickets.review 1.5"),
        ('[tickets]\noverdue_cards = ["praise"]', 'rulebook.toml:7:1: found tickets.overdue_cards "praise"'),
        (
            '[tickets.levels.a]\napplies_to = ["blue"]',
            'rulebook.toml:7:1: found tickets.levels.a.applies_to "blue"',
        ),
        ("[tickets.levels.a]\nsimple = 3", "rulebook.toml:6:17: found no applies_to"),
        (
            '[tickets.levels.a]\napplies_to = ["red"]\n[tickets.levels.b]\napplies_to = ["red"]',
            "rulebook.toml:9:1: found red in a second level",
        ),
        (
            '[tickets.levels.a]\napplies_to = ["red"]\napproves = "mayor"',
            'rulebook.toml:8:1: found tickets.levels.a.approves "mayor"',
        ),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(head: str, said: str) -> None:
    (line,) = mistakes(head)

    assert line.startswith(said)
    assert ", expected " in line


def test_absences_are_read_with_their_deputies_both_days_included() -> None:
    book = loaded(absences=f"{ABSENCES}u2,2026-02-02,2026-02-03,u1\nu2,2026-03-02,2026-03-02,\n")

    away = [book.absence("u2", day(f"2026-02-0{number}")) for number in (1, 2, 3, 4)]
    assert [each and each.deputy_id for each in away] == [None, "u1", "u1", None]
    alone = book.absence("u2", day("2026-03-02"))
    assert alone is not None
    assert alone.deputy_id is None


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("nobody,2026-02-02,2026-02-03,", "absences.csv:2:1"),
        ("u2,2026-02-02,2026-02-03,nobody", "absences.csv:2:4"),
        ("u2,soon,2026-02-03,", "absences.csv:2:2"),
        ("u2,2026-02-03,2026-02-02,", "absences.csv:2:3"),
    ],
)
def test_a_wrong_absence_is_named(row: str, place: str) -> None:
    (line,) = mistakes(absences=f"{ABSENCES}{row}\n")

    assert line.startswith(place)


def test_absences_are_optional() -> None:
    files = {name: text for name, text in FULL.items() if name != "absences.csv"}

    assert load_files("", encoded(files)).rulebook.absences == ()


@pytest.mark.parametrize(
    ("settings", "deadline", "days"),
    [
        ({}, "rectify_due", 5),
        ({"levels": {"light": {"applies_to": ("grade_1",), "simple": 8}}}, "rectify_due", 8),
        ({"levels": {"light": {"applies_to": ("grade_2",), "simple": 8}}}, "rectify_due", 5),
        ({"appeal": 3}, "appeal_due", 3),
    ],
)
def test_the_terms_are_those_of_the_ticket(settings: dict[str, Any], deadline: str, days: int) -> None:
    matter = bad(tickets_office(tickets=settings))

    assert matter.ticket()[deadline] == midnight_after("2018-10-16", days)


def test_the_role_that_approves_reviews_and_no_other() -> None:
    levels = {"grave": {"applies_to": ("grade_1",), "approves": "adjudicator"}}
    matter = handed_in(tickets_office(tickets={"levels": levels}))

    assert matter.do("review", "2018-10-19 10:00", "supervisor", result="accepted") == "not_entitled"
    assert matter.do("review", "2018-10-19 10:01", "adjudicator", result="accepted") == "done"


def test_the_unit_that_answers_at_last_stands_in_the_register() -> None:
    assert terms('[tickets]\nunit = "ZJ"').unit == "ZJ"

    (mistake,) = mistakes('[tickets]\nunit = "X"')
    assert mistake.startswith("rulebook.toml:")
    assert mistake.endswith('found unit "X", expected a dept_code of units.csv')
