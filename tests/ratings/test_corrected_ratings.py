"""Ratings that the source corrects: as if they had been so from the start, and no case where there was none."""

from typing import Any

from tests.tickets.matters import Matter

FIRST, LATER = "2018-10-16 09:00", "2018-10-17 09:00"


def rated(subject: str, **data: Any) -> Matter:
    """A good rating of service 1 of the subject: the first event, so its id is e1."""
    matter = Matter()
    matter.subject = subject
    said = {"service_number": "1", "assess_number": 1, "level": 5, "channel": 4, **data}
    matter.event("rating.submitted", FIRST, **said)
    return matter


def correct(matter: Matter, **what: Any) -> None:
    matter.event("case.corrected", LATER, corrects="e1", reason="typed wrongly", approver_id="a", **what)


def said_of(matter: Matter) -> list[tuple[str, int]]:
    """(status, level) of each revision."""
    told = (each["data"] for each in matter.outputs if each["type"].startswith("rating."))
    return [(data["status"], data["level"]) for data in told]


def states(matter: Matter) -> list[Any]:
    return [each for each in matter.outputs if each["type"] == "case.state"]


def test_a_correction_of_a_rating_makes_no_case_known() -> None:
    matter = rated("430100-1")
    correct(matter, replacement={"service_number": "1", "assess_number": 1, "level": 4, "channel": 4})

    assert said_of(matter) == [("unmatched", 5), ("unmatched", 4)]
    assert states(matter) == []


def test_a_service_without_a_case_stays_without_one_when_its_rating_is_voided() -> None:
    matter = rated("service:1")
    correct(matter, void=True)

    assert said_of(matter) == [("valid", 5), ("withdrawn", 5)]
    assert states(matter) == []


def test_a_case_whose_only_event_was_voided_is_not_known_to_its_ratings() -> None:
    matter = Matter()
    matter.event("case.accepted", FIRST, item_code="I", voucher_no="v")
    correct(matter, void=True)
    matter.rated("2018-10-18 09:00", level=5)

    assert said_of(matter) == [("unmatched", 5)]
    assert states(matter)[-1]["data"]["status"] == "pre_acceptance"


def test_a_rating_that_a_correction_dates_ahead_counts_from_then_on() -> None:
    matter = rated("service:1")
    correct(matter, new_time="2018-10-18T09:00:00+08:00")
    assert said_of(matter) == [("valid", 5), ("withdrawn", 5)]

    matter.wait("2018-10-18 09:00")
    assert said_of(matter) == [("valid", 5), ("withdrawn", 5), ("valid", 5)]
