"""Degrees of one rule that take effect in different ways."""

from dataclasses import replace
from typing import Any

from rules.cards import card_id_of
from rules.rulebook import Mode, Rulebook
from tests.desk.office import CASE, Bench, office

BEGIN = "s e2"
LOWER = card_id_of(CASE, "T-10", BEGIN)
HIGHER = card_id_of(CASE, "T-10", f"{BEGIN} red")


def book(**modes: str) -> Rulebook:
    """T-10 with these modes; the limits are far."""
    plain = office(parameters={"T-04.grace": 200, "T-05.grace": 200})
    settings = plain.rules["T-10"]
    said = {degree: Mode(modes.get(degree, "automatic")) for degree in settings.modes}
    return replace(plain, rules={**plain.rules, "T-10": replace(settings, modes=said)})


def overrun(rulebook: Rulebook) -> Bench:
    """A hearing of one day, told in writing, begins on 16 October and does not end: yellow on 18, red on 19."""
    said: dict[str, Any] = {"kind": "hearing", "days": 1, "notice_written": True, "approver_id": "a"}
    return Bench(rulebook).accepted().event("case.special_started", "2018-10-16 10:00", **said)


def test_where_only_the_higher_degree_waits_it_has_a_card_of_its_own() -> None:
    bench = overrun(book(red="confirm")).wait("2018-10-19 00:00")

    assert (bench.card(LOWER)["colour"], bench.card(LOWER)["state"]) == ("yellow", "issued")
    assert (bench.card(HIGHER)["colour"], bench.card(HIGHER)["state"]) == ("red", "proposed")

    bench.act("confirm", "2018-10-19 09:00", "supervisor", HIGHER)
    assert (bench.card(LOWER)["state"], bench.card(HIGHER)["state"]) == ("superseded", "issued")


def test_where_all_degrees_wait_one_card_rises() -> None:
    bench = overrun(book(warning="confirm", yellow="confirm", red="confirm")).wait("2018-10-19 00:00")

    assert bench.history(HIGHER) == []
    assert [(each["colour"], each["state"]) for each in bench.history(LOWER)][-2:] == [
        ("yellow", "proposed"),
        ("red", "proposed"),
    ]


def test_a_higher_degree_that_does_not_wait_takes_effect_on_the_same_card() -> None:
    bench = overrun(book(warning="confirm", yellow="confirm")).wait("2018-10-19 00:00")

    assert (bench.card(LOWER)["colour"], bench.card(LOWER)["state"]) == ("red", "issued")
