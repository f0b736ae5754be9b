"""The queue of one receiver: order, waiting, what is set aside, what is parked; with a clock moved by hand."""

from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from sinks.delivery.courier import Courier, Item, Parcel, Terms
from tests.delivery.samples import message

HOUR = 3_600_000
DAY = 24 * HOUR


def item(case: str, number: int = 1, *, urgent: bool = False) -> Item:
    return Item(message(case, number, urgent=urgent), (0, number))


def names(parcels: list[Parcel]) -> list[str]:
    return [f"{parcel.items[0].message.case}{parcel.items[0].message.told.revision}" for parcel in parcels]


def is_away(courier: Courier) -> bool:
    return courier.away


def taken(*items: Item, terms: Terms | None = None) -> Courier:
    courier = Courier(terms or Terms())
    for each in items:
        courier.take(each, 0)
    return courier


def test_cases_go_side_by_side_and_the_alerts_of_one_after_the_other() -> None:
    courier = taken(item("a", 1), item("a", 2), item("b", 1))

    first = courier.ready(0)
    assert names(first) == ["a1", "b1"]
    assert courier.ready(0) == []
    courier.delivered(first[0], 0)
    assert names(courier.ready(0)) == ["a2"]


def test_no_more_go_at_once_than_the_receiver_is_given() -> None:
    courier = taken(*(item(f"c-{number}") for number in range(5)), terms=Terms(at_once=2))

    assert len(courier.ready(0)) == 2


def test_one_that_fails_waits_and_holds_the_later_ones_of_its_case_only() -> None:
    courier = taken(item("a", 1), item("a", 2), item("b", 1), item("b", 2))
    a, b = courier.ready(0)
    courier.failed(a, 0, "500")
    courier.delivered(b, 0)

    assert names(courier.ready(0)) == ["b2"]
    assert courier.wake_at() == 1_000
    assert names(courier.ready(999)) == []
    assert names(courier.ready(1_000)) == ["a1"]


def test_waits_double_up_to_the_longest_and_a_receiver_that_asks_for_more_gets_it() -> None:
    courier, moments, now = taken(item("a")), [], 0
    for number in range(14):
        (parcel,) = courier.ready(now)
        courier.failed(parcel, now, "500", 900_000 if number == 13 else 0)
        wake = courier.wake_at()
        assert wake is not None
        moments.append(wake - now)
        now = wake

    assert moments[:2] == [1_000, 2_000]
    assert moments[4:7] == [4_000, 8_000, 16_000]
    assert max(moments[:13]) == 300_000
    assert moments[13] == 900_000


def test_when_nothing_gets_through_one_at_a_time_is_tried_and_a_success_sends_all_at_once() -> None:
    courier = taken(*(item(f"c-{number:02}") for number in range(20)), terms=Terms(at_once=4))
    for parcel in courier.ready(0):
        courier.failed(parcel, 0, "closed")

    assert courier.away
    wake = courier.wake_at()
    assert wake == 1_000, "however many were on their way when it went"
    assert courier.ready(wake - 1) == []
    (probe,) = courier.ready(wake)
    assert courier.ready(wake + DAY) == [], "one at a time while the receiver is away"
    courier.delivered(probe, wake)

    assert not is_away(courier)
    assert names(courier.ready(wake)) == ["c-001", "c-011", "c-021", "c-031"], "the oldest first"


def test_one_alert_that_the_receiver_never_takes_does_not_keep_it_away() -> None:
    courier, now, delivered = taken(*(item(f"c-{number}") for number in range(9))), 0, 0
    for _ in range(200):
        for parcel in courier.ready(now):
            if parcel.case == "c-3":
                courier.failed(parcel, now, "500")
            else:
                courier.delivered(parcel, now)
                delivered += 1
        now = courier.wake_at() or now + 1

    assert delivered == 8
    assert not courier.away or len(courier) == 1


def test_what_fails_while_others_get_through_is_set_aside_with_all_that_waits_behind_it() -> None:
    courier = taken(item("a", 1), item("a", 2), item("b", 1))
    a, b = courier.ready(0)
    courier.failed(a, 0, "500")
    courier.delivered(b, 0)
    courier.take(item("a", 3), 0)

    aside = courier.to_set_aside()
    assert [each.message.told.revision for each in aside] == [1, 2, 3]
    courier.set_aside(aside)
    assert courier.to_set_aside() == []
    assert courier.room == Terms().most


def test_nothing_is_set_aside_for_a_receiver_that_is_away_and_no_more_taken_in_than_fits() -> None:
    terms = Terms(most=10, at_once=3)
    courier = taken(*(item(f"c-{number}") for number in range(10)), terms=terms)
    for parcel in courier.ready(0):
        courier.failed(parcel, 0, "closed")

    assert courier.away
    assert courier.to_set_aside() == []
    assert courier.room == 0


def test_what_was_tried_for_as_long_as_agreed_is_parked_and_its_case_goes_on() -> None:
    courier = taken(item("a", 1), item("a", 2), terms=Terms(retry_ms=3 * DAY))
    (parcel,) = courier.ready(0)
    assert courier.failed(parcel, 0, "422") == []
    (parcel,) = courier.ready(3 * DAY - 1)
    assert courier.failed(parcel, 3 * DAY - 1, "422") == []
    (parcel,) = courier.ready(4 * DAY)
    overdue = courier.failed(parcel, 4 * DAY, "422")
    assert overdue == list(parcel.items)

    courier.parked(parcel, overdue, 4 * DAY)
    assert parcel.items[0].why == "422"
    assert names(courier.ready(5 * DAY)) == ["a2"]


def test_a_digest_goes_at_its_hour_in_one_parcel_and_what_is_urgent_does_not_wait() -> None:
    terms = Terms(next_digest=lambda now: (now // DAY + 1) * DAY, most_in_digest=3)
    courier = taken(item("a", 1), item("b", 1), item("a", 2, urgent=True), terms=terms)

    assert names(courier.ready(0)) == ["a2"]
    assert len(courier.to_set_aside()) == 2, "what waits for hours must not hold the position"
    assert courier.wake_at() == DAY
    (digest,) = courier.ready(DAY)
    assert names([digest]) == ["a1"]
    assert len(digest.items) == 2


def test_a_digest_that_is_full_does_not_wait_for_its_hour() -> None:
    terms = Terms(next_digest=lambda _: DAY, most_in_digest=3)
    courier = taken(*(item(f"c-{number}") for number in range(4)), terms=terms)

    (digest,) = courier.ready(0)
    assert len(digest.items) == 3
    courier.delivered(digest, 0)
    assert courier.ready(0) == []
    assert courier.wake_at() == DAY


@dataclass
class Play:
    """A receiver that fails as told, and what it got."""

    courier: Courier
    fails: list[bool]
    got: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    now: int = 0

    def turn(self) -> None:
        for parcel in self.courier.ready(self.now):
            if self.fails and self.fails.pop():
                self.courier.failed(parcel, self.now, "no")
            else:
                self.got[parcel.case].append(parcel.items[0].message.told.revision)
                self.courier.delivered(parcel, self.now)
        self.courier.set_aside(self.courier.to_set_aside())
        self.now = max(self.now + 1, self.courier.wake_at() or 0)


@given(st.lists(st.sampled_from("abc"), max_size=20), st.lists(st.booleans(), max_size=40), st.integers(1, 4))
def test_however_tries_fail_every_alert_arrives_once_and_in_order_of_its_case(
    cases: list[str], fails: list[bool], at_once: int
) -> None:
    courier = Courier(Terms(at_once=at_once, away_after=2))
    play = Play(courier, list(fails))
    sent: dict[str, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        courier.take(item(case, number), play.now)
        sent[case].append(number)
        if number % 3 == 0:
            play.turn()
    for _ in range(200):
        play.turn()

    assert play.got == sent
    assert len(courier) == 0
    assert courier.room == Terms().most


def test_a_receiver_down_for_three_days_gets_fifty_thousand_alerts_whole_and_in_order() -> None:
    """The stream gives what the courier has room for; the receiver comes back after 72 hours."""
    courier, now, offset, tries = Courier(Terms()), 0, 0, 0
    got: dict[str, list[int]] = defaultdict(list)
    while offset < 50_000 or len(courier):
        for _ in range(min(courier.room, 50_000 - offset)):
            offset += 1
            courier.take(Item(message(f"c-{offset % 7_001}", offset), (0, offset)), now)
        for parcel in courier.ready(now):
            if now < 72 * HOUR:
                tries += 1
                courier.failed(parcel, now, "down")
            else:
                got[parcel.case].append(parcel.items[0].message.told.revision)
                courier.delivered(parcel, now)
        now = max(now, courier.wake_at() or now)

    assert sum(map(len, got.values())) == 50_000
    assert all(found == sorted(found) for found in got.values())
    assert tries < 1_500, "a receiver that is away is asked now and then, not all the time"
