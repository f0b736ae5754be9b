"""T-08: the lower level reviews and forwards. Accepted Monday 2018-10-15; five working days are due on 10-22."""

from datetime import date

import pytest

from tests.rules.looking import Look
from tests.rules.offices import office
from tests.rules.writing import CaseLog, at

WHERE = office(promise=60, legal=60, lower_review_days=5)
LATER = "2018-12-20 00:00"


def accepted() -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v")


def test_not_forwarded_in_its_days_is_yellow_and_in_twenty_working_days_red(look: Look) -> None:
    assert "T-08" not in look(accepted(), WHERE, "2018-10-22 23:59:59.999").rules()

    yellow = look(accepted(), WHERE, "2018-10-23 00:00").of("T-08")
    still = look(accepted(), WHERE, "2018-11-12 23:59:59.999").of("T-08")
    red = look(accepted(), WHERE, "2018-11-13 00:00").of("T-08")

    assert (yellow.colour, yellow.due, yellow.violated_at) == (
        "yellow",
        date(2018, 10, 22),
        at("2018-10-23 00:00"),
    )
    assert still == yellow
    assert (red.colour, red.due, red.violated_at) == ("red", date(2018, 10, 22), at("2018-11-13 00:00"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("forwarded", {}), ("decided", {"result": "refused"}), ("closed", {"kind": "returned"})],
)
def test_forwarding_deciding_or_closing_in_time_stops_it_and_at_midnight_does_not(
    look: Look, kind: str, said: dict[str, object]
) -> None:
    in_time = accepted().add(kind, "2018-10-22 23:59:59.999", **said)
    too_late = accepted().add(kind, "2018-10-23 00:00", **said)

    assert "T-08" not in look(in_time, WHERE, LATER).rules()
    assert look(too_late, WHERE, LATER).of("T-08").colour == "yellow"


def test_the_first_forwarding_counts(look: Look) -> None:
    log = accepted().add("forwarded", "2018-10-16 10:00").add("forwarded", "2018-11-20 10:00")

    assert "T-08" not in look(log, WHERE, LATER).rules()


def test_an_item_that_names_no_days_is_not_judged(look: Look) -> None:
    assert "T-08" not in look(accepted(), office(promise=60, legal=60), LATER).rules()


def test_days_excluded_for_the_legal_limit_do_not_count_for_either_colour(look: Look) -> None:
    log = accepted().add(
        "special_started", "2018-10-16 09:00", kind="testing", days=3, notice_written=True, approver_id="a"
    )
    log.add("special_ended", "2018-10-19 09:00", kind="testing")

    assert look(log, WHERE, "2018-10-26 00:00").of("T-08").due == date(2018, 10, 25)
    assert look(log, WHERE, LATER).of("T-08").violated_at == at("2018-11-16 00:00")


def test_an_extension_adds_nothing_to_it(look: Look) -> None:
    log = accepted().add(
        "extension_approved", "2018-10-17 10:00", days=5, reason="r", told_at="2018-10-17T10:00:00+08:00"
    )

    assert look(log, WHERE, "2018-10-23 00:00").of("T-08").due == date(2018, 10, 22)


def test_its_days_are_of_the_items_kind_and_the_twenty_are_working_days(look: Look) -> None:
    where = office(promise=60, legal=60, natural=True, lower_review_days=5)

    yellow = look(accepted(), where, "2018-10-23 00:00").of("T-08")

    assert yellow.due == date(2018, 10, 22)  # the 20th, a Saturday, moves to Monday
    assert look(accepted(), where, LATER).of("T-08").violated_at == at("2018-11-13 00:00")


def test_it_runs_from_a_deemed_acceptance(look: Look) -> None:
    log = CaseLog().add("submitted", "2018-10-08 09:00", item_code="I", channel="window")
    log.add("material_received", "2018-10-08 10:00")

    assert look(log, WHERE, "2018-10-16 00:00").of("T-08").violated_at == at("2018-10-16 00:00")
