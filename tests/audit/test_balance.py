"""The balance of records: each ends in exactly one way, and what is missing or too much is named."""

from collections.abc import Callable

from rules.balance import Balance, End, Place
from rules.decode import decode
from rules.dossier import Dossier, fold
from rules.events import Event
from rules.privacy import Border
from tests.core.test_closed_cases import record

ONE, TWO = (record(number, "case.public_notice", "2018-10-15 10:00") for number in (1, 2))


def event(raw: bytes) -> Event:
    return decode(raw, Border(), 1_600_000_000_000)


def dossier(*raws: bytes) -> Dossier:
    made = Dossier("case-1")
    for raw in raws:
        fold(made, event(raw), raw)
    return made


def balance(*known: bytes, letters: dict[int, bytes | None] | None = None) -> Balance:
    made = Balance()
    made.knows(dossier(*known))
    for offset, original in (letters or {}).items():
        made.letter(place(offset), original)
    return made


def place(offset: int) -> Place:
    return Place("case-events", 3, offset)


def take(one: Balance, *raws: bytes | None, counted: Callable[[int], bool] = lambda _: True) -> Balance:
    for offset, raw in enumerate(raws):
        readable = raw is not None and raw.startswith(b"{")
        one.take(place(offset), raw, event(raw or b"") if readable else None, counted=counted(offset))
    return one


def test_applied_duplicate_and_dead_lettered_are_told_apart() -> None:
    one = take(balance(ONE, letters={2: b"nonsense", 3: None}), ONE, ONE, b"nonsense", None)

    assert one.close(whole=True) == []
    assert one.ends == {End.APPLIED: 1, End.DUPLICATE: 1, End.DEAD_LETTERED: 2}


def test_a_record_that_nobody_knows_is_lost_and_its_place_is_named() -> None:
    one = take(balance(ONE), ONE, TWO, b"nonsense")

    assert one.close(whole=True) == []
    assert one.ends == {End.APPLIED: 1, End.LOST: 2}
    assert [str(each) for each in one.lost] == ["case-events/3/1", "case-events/3/2"]


def test_the_same_identity_with_other_content_is_not_applied() -> None:
    other = ONE.replace(b"2018-10-15T10", b"2018-10-15T09")
    one = take(balance(ONE), ONE, other)

    one.close(whole=True)

    assert one.ends == {End.APPLIED: 1, End.LOST: 1}


def test_a_dead_letter_counts_only_for_the_bytes_it_holds() -> None:
    one = take(balance(letters={0: TWO}), ONE)

    assert one.close(whole=True) == ["1 dead letters of records that are not there"]
    assert one.ends == {End.LOST: 1}


def test_a_correction_that_waited_and_did_not_fit_is_dead_lettered_at_the_place_of_its_target() -> None:
    one = take(balance(TWO, letters={1: ONE}), ONE, TWO)

    assert one.close(whole=True) == []
    assert one.ends == {End.APPLIED: 1, End.DEAD_LETTERED: 1}


def test_what_a_dossier_knows_and_no_record_holds_is_unfounded_where_all_was_read() -> None:
    assert take(balance(ONE, TWO), ONE).close(whole=True) == [
        "1 events that dossiers know and no record holds"
    ]
    assert take(balance(ONE, TWO), ONE).close(whole=False) == []


def test_records_outside_the_range_are_known_and_not_counted() -> None:
    one = take(balance(ONE), ONE, ONE, counted=lambda offset: offset == 1)

    one.close(whole=False)

    assert one.ends == {End.DUPLICATE: 1}


def test_a_replayed_record_is_applied_where_its_first_reading_stays_a_dead_letter() -> None:
    one = take(balance(ONE, letters={0: ONE}), ONE, ONE)

    assert one.close(whole=True) == []
    assert one.ends == {End.DEAD_LETTERED: 1, End.APPLIED: 1}


def test_an_action_refused_because_its_case_left_is_applied_and_a_case_that_came_back_too() -> None:
    action = record(9, "desk.card_answer", "2018-10-15 10:00", actor_id="a", card_id="c")
    one = balance()
    one.refused("case-1", "s", "late-9")
    take(one, action, action)
    one.take(place(2), b"kept", "case-1", counted=True)
    one.take(place(3), b"kept", "case-2", counted=True)

    one.close(whole=True)

    assert one.ends == {End.APPLIED: 2, End.DUPLICATE: 1, End.LOST: 1}
