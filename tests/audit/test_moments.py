"""Due moments: fired, stopped or paused; and what an audit sees of a case that was not looked at."""

from collections import Counter

from rules.court import Court
from rules.dossier import Dossier, encode, restore
from rules.moments import Moment, Span, moments_of
from rules.privacy import Border
from tests.desk.office import CASE, Bench, office
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

ALL = Span(0, 2**62)
COURT = Court((office(),), ANNOUNCED.real(), Border())


def at_the_end(bench: Bench, when: str) -> Dossier:
    bench.wait(when)
    return restore(bench.store[CASE])


def late() -> tuple[Dossier, int]:
    """A case past its promise (10-24) and its legal limit (10-29), nobody ends it."""
    return at_the_end(Bench().accepted(), "2018-11-20 10:00"), milliseconds(at("2018-11-20 10:00"))


def test_what_is_late_has_fired_and_nothing_is_at_fault() -> None:
    dossier, clock = late()

    found = moments_of(COURT, dossier, clock, ALL)

    assert found.faults == []
    assert found.ended[Moment.FIRED] >= 2
    assert found.ended[Moment.PAUSED] == 0


def test_what_was_over_in_time_has_stopped() -> None:
    bench = Bench().accepted()
    bench.event("case.decided", "2018-10-17 09:00", result="approved", staff_id="window")
    bench.event("case.delivered", "2018-10-17 09:30", way="window")
    bench.event("case.closed", "2018-10-17 10:00", kind="normal")

    found = moments_of(COURT, at_the_end(bench, "2018-11-20 10:00"), bench.lane.clock, ALL)

    assert found.faults == []
    assert found.ended[Moment.STOPPED] >= 2
    assert found.ended[Moment.FIRED] == 0


def test_what_an_extension_moved_on_is_paused_until_it_is_due() -> None:
    bench = Bench().accepted()
    bench.event(
        "case.extension_approved", "2018-10-22 09:00", days=10, asked_at="2018-10-22T08:00:00+08:00",
        reason="r", told_at="2018-10-22T08:30:00+08:00", approver_id="head",
    )  # fmt: skip

    found = moments_of(COURT, at_the_end(bench, "2018-10-27 10:00"), bench.lane.clock, ALL)

    assert found.faults == []
    assert found.ended[Moment.PAUSED] >= 1


def test_only_moments_of_the_span_count() -> None:
    dossier, clock = late()
    day = 86_400_000
    promise = milliseconds(at("2018-10-25 00:00"))

    fired = [
        moments_of(COURT, dossier, clock, Span(promise + step, promise + step + 1)).ended[Moment.FIRED]
        for step in (-1, 0, 1)
    ]

    assert fired == [0, 1, 0]
    assert moments_of(COURT, dossier, clock, Span(clock, clock + day)).ended == Counter()


def test_a_card_that_was_never_made_and_a_moment_nobody_looked_at_are_faults() -> None:
    dossier, clock = late()
    without_cards = restore(encode(dossier))
    without_cards.cards = []
    before = at_the_end(Bench().accepted(), "2018-10-16 10:00")

    assert any("was never made" in fault for fault in moments_of(COURT, without_cards, clock, ALL).faults)
    faults = moments_of(COURT, before, clock, ALL).faults
    assert any("still waits for" in fault for fault in faults)
