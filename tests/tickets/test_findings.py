"""Findings over many cases become cards that wait for a person, leads, and joint systemic tickets."""

from typing import Any

import pytest

from rules.tickets import TicketKind, ticket_id_of
from tests.desk.office import Bench
from tests.tickets.matters import tickets_office

PERSON, ITEM, CHANNEL = "finding:R-06-person", "finding:R-06-item", "finding:R-09-channel"


def entries(*days: str) -> list[dict[str, str]]:
    """A piece of evidence on each day."""
    return [
        {"ref": f"R-{number}", "time": f"{day}T10:00:00+08:00"} for number, day in enumerate(days, start=1)
    ]


THREE = entries("2018-10-08", "2018-10-20", "2018-11-06")
"""The third on the 30th day, both ends counted."""


class Found(Bench):
    """A lane that hears of one finding."""

    def __init__(self, finding_id: str) -> None:
        super().__init__(tickets_office())
        self.subject = finding_id

    def told(self, rule_id: str, when: str, evidence: list[dict[str, str]], **more: Any) -> "Found":
        """What a scheduled query says of it."""
        said: dict[str, Any] = {
            "scope": {},
            "holds": True,
            "as_of": f"{when.replace(' ', 'T')}:00+08:00",
            "dept_code": "D",
        } | more
        self.event(
            "finding.opened", when, finding_id=self.subject, rule_id=rule_id, evidence=evidence, **said
        )
        return self

    def last(self, kind: str) -> list[dict[str, Any]]:
        """The last revision of every card, lead or ticket, in order of id."""
        name = f"{kind}_id"
        told = [each["data"] for each in self.outputs if each["type"].startswith(f"{kind}.")]
        return [record for _, record in sorted({data[name]: data for data in told}.items())]


def about_a_person(evidence: list[dict[str, str]], when: str = "2018-11-07 02:00", **more: Any) -> Found:
    """R-06 about the clerk."""
    return Found(PERSON).told(
        "R-06", when, evidence, scope={"period": "2018-10-08", "person": "clerk"}, staff_id="clerk", **more
    )


def test_three_confirmed_bad_ratings_of_a_person_in_thirty_days_are_a_card_that_waits_for_a_person() -> None:
    (card,) = about_a_person(THREE).last("card")

    assert (card["rule_id"], card["colour"], card["state"]) == ("R-06", "yellow", "proposed")
    assert (card["responsible"]["staff_id"], card["dept_code"]) == ("clerk", "D")
    assert card["violated_at"] == "2018-11-06T10:00:00.000+08:00"
    assert card["evidence"] == ["R-1", "R-2", "R-3"]


@pytest.mark.parametrize(
    "evidence",
    [
        entries("2018-10-08", "2018-10-20"),
        entries("2018-10-08", "2018-10-20", "2018-11-07"),  # the 31st day
        [],
    ],
)
def test_two_or_three_in_a_longer_time_are_nothing(evidence: list[dict[str, str]]) -> None:
    assert about_a_person(evidence, "2018-11-08 02:00").last("card") == []


def test_a_finding_that_holds_no_more_takes_its_card_back() -> None:
    found = about_a_person(THREE)

    found.told("R-06", "2018-11-08 02:00", [], holds=False, scope={"period": "2018-10-08", "person": "clerk"})

    assert [card["state"] for card in found.last("card")] == ["withdrawn"]


def test_the_last_word_counts_whatever_the_order_of_arrival() -> None:
    scope = {"period": "2018-10-08", "person": "clerk"}
    found = Found(PERSON).told("R-06", "2018-11-08 02:00", [], holds=False, scope=scope)

    found.told("R-06", "2018-11-08 03:00", THREE, scope=scope, as_of="2018-11-07T02:00:00+08:00")

    assert found.last("card") == []


def test_three_about_an_item_open_one_joint_ticket_for_its_department() -> None:
    scope = {"period": "2018-10-08", "item": "I"}
    found = Found(ITEM).told("R-06", "2018-11-07 02:00", THREE, scope=scope)
    found.told("R-06", "2018-11-08 02:00", [*THREE, *entries("2018-11-07")], scope=scope)

    (ticket,) = found.last("ticket")
    assert ticket["ticket_id"] == ticket_id_of(TicketKind.SYSTEMIC, (ITEM, "finding", ITEM))
    assert (ticket["kind"], ticket["state"], ticket["dept_code"]) == ("systemic", "assigned", "D")
    assert found.last("card") == []


def test_a_silent_channel_is_a_lead_and_never_a_card() -> None:
    days = [
        {"ref": day, "time": f"{after}T00:00:00+08:00"}
        for day, after in (
            ("2018-10-08", "2018-10-09"),
            ("2018-10-09", "2018-10-10"),
            ("2018-10-10", "2018-10-11"),
        )
    ]
    scope = {"period": "2018-10-05", "channel": 4, "dept_code": "D"}
    found = Found(CHANNEL).told("R-09", "2018-10-12 02:00", days, scope=scope)

    (lead,) = found.last("lead")
    assert (lead["rule_id"], lead["state"], lead["dept_code"]) == ("R-09", "open", "D")
    assert found.last("card") == []
    assert Found(CHANNEL).told("R-09", "2018-10-12 02:00", days[:2], scope=scope).last("lead") == []


@pytest.mark.parametrize("scope", [{}, {"period": 3}, "x", {"period": "2018-10"}])
def test_a_finding_that_cannot_be_read_makes_nothing(scope: object) -> None:
    found = about_a_person(THREE)
    found.told("R-06", "2018-11-08 02:00", THREE, scope=scope)

    assert [card["state"] for card in found.last("card")] == ["withdrawn"]


BULK = {"period": "2018-10-08", "person": "clerk"}


def test_a_sign_is_a_lead_with_its_figures_in_words_and_never_a_card() -> None:
    found = Found("finding:A-09-bulk").told(
        "A-09", "2018-11-07 02:00", THREE, scope=BULK, figures={"n": 20, "minutes": 5}
    )

    (lead,) = found.last("lead")
    assert "20" in lead["sentence"]
    assert (lead["state"], lead["kind"], lead["dept_code"]) == ("open", "authenticity", "D")
    assert found.last("card") == []

    found.told("A-09", "2018-11-08 02:00", [], scope=BULK, holds=False)
    assert [lead["state"] for lead in found.last("lead")] == ["dismissed"]


@pytest.mark.parametrize(
    "figures", [None, [], {}, {"n": 20}, {"n": "20", "minutes": 5}, {"n": 19, "minutes": 5}, {"n": {"a": 1}}]
)
def test_figures_that_are_missing_strange_or_too_small_make_nothing(figures: object) -> None:
    found = Found("finding:A-09-bulk").told("A-09", "2018-11-07 02:00", THREE, scope=BULK, figures=figures)

    assert found.last("lead") == []


def test_figures_that_look_like_places_for_figures_are_only_text() -> None:
    figures = {"n": 9, "words": "{about} {0.__class__}"}
    scope = {"period": "2018-10-08", "text_hash": "AB", "dept_code": "D"}

    (lead,) = (
        Found("finding:A-07-text")
        .told("A-07", "2018-11-07 02:00", THREE, scope=scope, figures=figures)
        .last("lead")
    )

    assert "{about} {0.__class__}" in lead["sentence"]


def test_the_lowest_group_is_only_ever_a_proposal() -> None:
    figures = {"n": 2, "totals": "60", "last_place": "", "last_place_en": ""}
    scope = {"period": "2018-10", "dept_code": "D"}
    found = Found("finding:E-03-unit").told("E-03", "2018-11-07 02:00", THREE, scope=scope, figures=figures)

    assert [lead["kind"] for lead in found.last("lead")] == ["proposal"]
    assert found.last("card") == []
