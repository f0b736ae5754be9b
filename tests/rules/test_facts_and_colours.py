"""What is found does not depend on colours or modes; what a card shows does: a provisional deadline is never red."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.court import Court, Finding
from rules.dossier import restore
from rules.lane import Lane, Record
from rules.privacy import Border
from rules.rule_table import RULES
from rules.rulebook import Colour, Mode, Rulebook
from tests.rules.effort import SHARE
from tests.rules.engine import Event, cards_at, milliseconds, recorded
from tests.rules.offices import ANNOUNCED, office
from tests.rules.stories import stories
from tests.rules.themes import THEMES
from tests.rules.writing import CaseLog, at, rulebook_of

DEGREES = [(rule_id, degree) for rule_id, spec in RULES.items() for degree in spec.degrees]

Choices = dict[tuple[str, str], tuple[Colour, Mode]]


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    """A colour and a mode for each degree of each rule."""
    some = st.tuples(st.sampled_from(list(Colour)), st.sampled_from(list(Mode)))
    return {degree: draw(some) for degree in DEGREES}


def recoloured(rulebook: Rulebook, chosen: Choices) -> Rulebook:
    rules = dict(rulebook.rules)
    for (rule_id, degree), (colour, mode) in chosen.items():
        old = rules[rule_id]
        rules[rule_id] = replace(
            old, colours={**old.colours, degree: colour}, modes={**old.modes, degree: mode}
        )
    return replace(rulebook, rules=rules)


def found(events: Sequence[Event], rulebook: Rulebook, calendar: Calendar, until: int) -> list[Finding]:
    """Every verdict of every rule at `until`."""
    court, store = Court((rulebook,), calendar, Border(None, None)), dict[str, bytes]()
    lane = Lane(court, store)
    for place, event in enumerate(sorted(events, key=recorded)):
        if recorded(event) <= until:
            lane.take(Record("case-events", -1, place, None, json.dumps(event).encode(), recorded(event)))
    lane.advance(until)
    lane.end_turn()
    return [each for record in store.values() for each in court.findings(restore(record), until)]


@pytest.mark.parametrize("theme", THEMES)
@SHARE
@given(st.data())
def test_profiles_that_differ_in_colours_and_modes_find_the_same_facts(
    theme: str, data: st.DataObject
) -> None:
    story, chosen = data.draw(stories(THEMES[theme])), data.draw(choices())
    rulebook, calendar, until = rulebook_of(story.book), story.days.real(), milliseconds(story.until)

    plain = found(story.events, rulebook, calendar, until)
    other = found(story.events, recoloured(rulebook, chosen), calendar, until)

    assert facts(other) == facts(plain)


def facts(findings: Sequence[Finding]) -> list[tuple[object, ...]]:
    """What is so, of what, since when; not the words, which follow the step that a card shows."""
    return [
        (rule_id, each.occasion, each.group, each.status, each.degree, each.at, each.again, each.lower)
        for rule_id, each in findings
    ]


def test_the_fact_behind_a_red_that_may_not_be_shown_is_found_all_the_same() -> None:
    log = CaseLog().add("accepted", "2025-12-29 10:00", item_code="I", voucher_no="v")
    rulebook = rulebook_of(office(promise=2, legal=3).book)

    findings = found(log.events, rulebook, ANNOUNCED.real(), milliseconds(at("2026-03-01 00:00")))
    facts = {each.rule_id: (each.verdict.degree, each.verdict.count.provisional) for each in findings}

    assert facts["T-05"] == ("red", True)
    assert facts["T-04"] == ("yellow", False)


PROCEDURE = CaseLog().add("accepted", "2025-12-29 10:00", item_code="I", voucher_no="v")
PROCEDURE.add(
    "special_started", "2025-12-29 10:00", kind="testing", days=2, notice_written=True, approver_id="a"
)


@pytest.mark.parametrize(
    ("colours", "shown"),
    [
        ({}, ("yellow", "2026-01-01T00:00:00.000+08:00", False)),
        ({"red": Colour.YELLOW}, ("yellow", "2026-01-03T00:00:00.000+08:00", True)),
        ({"yellow": Colour.RED}, ("red", "2026-01-01T00:00:00.000+08:00", False)),
    ],
    ids=["as usual", "red shown as yellow", "yellow shown as red"],
)
def test_of_the_steps_reached_a_card_shows_the_highest_that_its_colour_allows(
    colours: dict[str, Colour], shown: tuple[str, str, bool]
) -> None:
    chosen = {("T-10", degree): (colour, Mode.AUTOMATIC) for degree, colour in colours.items()}
    rulebook = recoloured(rulebook_of(office().book), chosen)

    cards = cards_at(PROCEDURE.events, rulebook, ANNOUNCED.real(), at("2026-03-01 00:00")).values()
    (card,) = (each for each in cards if each["rule_id"] == "T-10")

    assert (card["colour"], card["violated_at"], card["provisional"]) == shown
    assert "暂定" not in card["arithmetic"]  # the due date itself is certain, whichever step is shown
