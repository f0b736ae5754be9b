"""What a rating is worth: counted, kept, or taken out, and where the boundaries lie.

Monday 2018-10-08 is the first working day after the holidays; five working days on is Monday the 15th.
"""

from typing import Any

import pytest

from rules.ratings import RatedCase, RatingStatus, rating_event, rating_terms
from rules.rule_table import RULES
from tests.oracle.book import Book, ItemFacts
from tests.ratings.telling import (
    CASE,
    KNOWN,
    SERVICE,
    TERMS,
    UNKNOWN,
    ZONE,
    moment,
    only,
    rated,
    silent,
    submitted,
)
from tests.rules.writing import rulebook_of

SERVED = "2018-10-08T09:00:00+08:00"


def test_a_rating_of_a_known_case_counts() -> None:
    record = only([submitted("2018-10-08 10:00", level=5)])

    assert (record.status, record.counts, record.bad) == (RatingStatus.VALID, True, False)
    assert rating_event(record) == "rating.counted"
    assert not record.needs_ticket


@pytest.mark.parametrize(("level", "bad"), [(1, True), (2, True), (3, False), (5, False)])
def test_the_last_two_grades_are_bad_and_need_a_ticket(level: int, bad: bool) -> None:
    record = only([submitted("2018-10-08 10:00", level=level)])

    assert (record.bad, record.needs_ticket) == (bad, bad)


def test_an_office_may_call_fairly_satisfied_bad() -> None:
    assert only([submitted("2018-10-08 10:00", level=3)], terms=TERMS._replace(threshold=3)).bad


@pytest.mark.parametrize(
    ("when", "status"),
    [
        ("2018-10-08 10:00", RatingStatus.VALID),
        ("2018-10-15 00:00", RatingStatus.VALID),
        ("2018-10-15 23:59:59.999", RatingStatus.VALID),
        ("2018-10-16 00:00", RatingStatus.LATE),
    ],
)
def test_a_rating_is_late_after_the_fifth_working_day_after_the_service(
    when: str, status: RatingStatus
) -> None:
    record = only([submitted(when, service_time=SERVED)])

    assert (record.status, record.late) == (status, status is RatingStatus.LATE)
    assert record.counts is (status is RatingStatus.VALID)
    assert record.needs_ticket


def test_holidays_are_no_days_to_rate_on() -> None:
    before_the_holidays = "2018-09-30T09:00:00+08:00"

    in_time = only([submitted("2018-10-12 23:59", service_time=before_the_holidays)])
    late = only([submitted("2018-10-13 00:00", service_time=before_the_holidays)])

    assert (in_time.status, late.status) == (RatingStatus.VALID, RatingStatus.LATE)


def test_without_a_time_of_service_the_days_run_from_the_first_close() -> None:
    closed = KNOWN._replace(closed_at=moment("2018-10-08 17:00"))

    assert only([submitted("2018-10-15 10:00")], case=closed).status is RatingStatus.VALID
    assert only([submitted("2018-10-16 10:00")], case=closed).status is RatingStatus.LATE
    named = submitted("2018-10-16 10:00", service_time="2018-10-09T09:00:00+08:00")
    assert only([named], case=closed).status is RatingStatus.VALID


def test_without_a_service_and_a_close_no_rating_is_late() -> None:
    assert only([submitted("2018-11-30 10:00")]).status is RatingStatus.VALID


@pytest.mark.parametrize(
    ("when", "status"),
    [
        ("2018-10-08 09:00:00.000", RatingStatus.VALID),
        ("2018-10-08 08:59:59.999", RatingStatus.BEFORE_SERVICE),
    ],
)
def test_nobody_rates_a_service_before_it_was_given(when: str, status: RatingStatus) -> None:
    record = only([submitted(when, service_time=SERVED)])

    assert (record.status, record.needs_ticket) == (status, status is RatingStatus.VALID)


@pytest.mark.parametrize("said", [{"is_default": True}, {"channel": 7}])
def test_what_the_system_rated_is_kept_and_counts_in_no_figure(said: dict[str, Any]) -> None:
    record = only([submitted("2018-10-08 10:00", **said)])

    assert (record.status, record.counts, record.is_default) == (RatingStatus.DEFAULT, False, True)
    assert rating_event(record) == "rating.kept"
    assert not record.needs_ticket


def test_silence_is_a_default_rating_without_a_grade() -> None:
    record = only([silent("2018-10-17 00:00", silent_days=7)], case=KNOWN._replace(closed_at=0))

    assert (record.status, record.level, record.channel) == (RatingStatus.DEFAULT, None, 7)
    assert (record.assess_number, record.bad, record.late) == (1, False, False)


def test_whoever_rates_after_all_has_rated_and_the_silence_is_nothing() -> None:
    quiet, said = silent("2018-10-17 00:00"), submitted("2018-10-17 10:00")

    records = [rating.record for rating in rated([quiet, said])]

    assert [(record.status, record.level) for record in records] == [(RatingStatus.VALID, 1)]
    assert records[0].rating_id == only([quiet]).rating_id


def test_silence_does_not_stand_in_for_a_second_rating() -> None:
    found = rated([silent("2018-10-17 00:00"), submitted("2018-10-18 10:00", assess_number=2)])

    assert [(each.record.assess_number, each.record.status) for each in found] == [
        (1, RatingStatus.DEFAULT),
        (2, RatingStatus.VALID),
    ]


def test_a_rating_from_a_standing_code_without_a_receipt_is_kept_and_not_counted() -> None:
    record = only([submitted("2018-10-08 10:00", unverified=True)])

    assert (record.status, record.unverified, record.counts) == (RatingStatus.UNVERIFIED, True, False)
    assert not record.needs_ticket


def test_a_rating_of_a_case_nobody_knows_waits_for_it_and_has_its_ticket_all_the_same() -> None:
    told = [submitted("2018-10-08 10:00")]

    unknown, known = only(told, case=UNKNOWN), only(told, case=KNOWN)

    assert (unknown.status, unknown.counts, unknown.needs_ticket) == (RatingStatus.UNMATCHED, False, True)
    assert (known.status, known.counts) == (RatingStatus.VALID, True)
    assert known.rating_id == unknown.rating_id


def test_a_service_without_a_case_needs_none() -> None:
    assert only([submitted("2018-10-08 10:00")], subject=SERVICE, case=UNKNOWN).status is RatingStatus.VALID


def test_the_second_rating_is_a_rating_of_its_own() -> None:
    first, second = (
        submitted("2018-10-08 10:00"),
        submitted("2018-10-09 10:00", "r2", assess_number=2, level=5),
    )

    found = [each.record for each in rated([first, second])]

    assert [(record.assess_number, record.counts) for record in found] == [(1, True), (2, True)]
    assert len({record.rating_id for record in found}) == 2


def test_every_service_of_a_case_is_rated_by_itself() -> None:
    found = rated([submitted("2018-10-08 10:00"), submitted("2018-10-08 10:00", "r2", service_number=2)])

    assert [each.record.status for each in found] == [RatingStatus.VALID] * 2
    assert [each.record.service_number for each in found] == ["1", "2"]


def test_of_several_reasons_not_to_count_the_first_is_said() -> None:
    said: dict[str, Any] = {"service_time": "2018-11-08T09:00:00+08:00", "unverified": True}

    assert only([submitted("2018-10-08 10:00", **said)]).status is RatingStatus.UNVERIFIED
    assert only([submitted("2018-10-08 10:00", is_default=True, **said)]).status is RatingStatus.DEFAULT
    late = only([submitted("2018-10-16 10:00", service_time=SERVED)], case=UNKNOWN)
    assert late.status is RatingStatus.LATE


def test_a_rating_dated_ahead_takes_effect_at_its_time() -> None:
    told = [submitted("2018-10-08 10:00")]

    assert rated(told, now="2018-10-08 09:59:59.999") == []
    assert only(told, now="2018-10-08 10:00").status is RatingStatus.VALID


def test_a_rating_from_before_the_office_went_live_is_history_and_has_no_ticket() -> None:
    terms = TERMS._replace(go_live_at=moment("2018-10-08 00:00"))

    old, new = (
        only([submitted("2018-10-07 23:59:59.999")], terms=terms),
        only([submitted("2018-10-08 00:00")], terms=terms),
    )

    assert (old.historical, old.needs_ticket, old.bad) == (True, False, True)
    assert (new.historical, new.needs_ticket) == (False, True)


def test_the_event_says_who_and_what_was_rated_and_the_case_what_it_leaves_open() -> None:
    case = RatedCase(True, None, "I", "D", "430100")
    person = {"staff_id": "u7", "window_no": "A3", "target": "person"}
    named = {"item_code": "J", "dept_code": "E", "region_code": "430200"}

    plain = only([submitted("2018-10-08 10:00", **person)], case=case)
    own = only([submitted("2018-10-08 10:00", **named)], case=case)

    assert (plain.staff_id, plain.window_no, plain.target) == ("u7", "A3", "person")
    assert (plain.item_code, plain.dept_code, plain.region_code) == ("I", "D", "430100")
    assert (own.item_code, own.dept_code, own.region_code) == ("J", "E", "430200")


def test_a_record_says_its_instants_in_the_rulebooks_zone() -> None:
    record = only([submitted("2018-10-08 10:00", service_time="2018-10-08T01:00:00Z")])

    assert record.rated_at == "2018-10-08T10:00:00.000+08:00"
    assert record.service_time == "2018-10-08T09:00:00.000+08:00"
    assert (record.subject, record.event, record.evidence) == (CASE, "s r1", ("r1",))


def test_the_rulebook_says_what_is_bad_and_since_when() -> None:
    rulebook = rulebook_of(Book((ItemFacts("I"),), go_live=None, parameters={"R-01.threshold": 3}))

    terms = rating_terms(rulebook, 8)

    assert (terms.threshold, terms.late_days, terms.go_live_at) == (3, 8, None)
    assert terms.rulebook_hash == rulebook.rulebook_hash
    assert RULES["R-01"].parameters["threshold"].default == 2


def test_going_live_is_the_first_instant_of_its_day_in_the_zone() -> None:
    rulebook = rulebook_of(Book((ItemFacts("I"),), go_live=ZONE.local(moment("2018-10-08 12:00")).date()))

    assert rating_terms(rulebook, 5).go_live_at == moment("2018-10-08 00:00")
