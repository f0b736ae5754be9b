"""Wrong passwords cost time: the first few nothing, then twice as long each, and never for good."""

import pytest

from streams.people.lockout import FREE, LONGEST_SECONDS, Lockout


def wrong(lockout: Lockout, times: int, name: str = "u06", now: float = 0.0) -> float:
    """Try wrongly as soon as one may, so many times; when the last try was made."""
    for _ in range(times):
        while wait := lockout.begin(name, now, known=True):
            now += wait
    return now


def test_the_first_five_wrong_tries_cost_nothing_and_the_next_has_to_wait() -> None:
    lockout = Lockout()

    now = wrong(lockout, FREE)

    assert now == 0.0
    assert lockout.begin("u06", now, known=True) == 1.0
    assert lockout.begin("u06", now + 0.5, known=True) == 0.5
    assert lockout.begin("u06", now + 1.0, known=True) == 0.0


def test_each_wrong_try_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    lockout, waits, now = Lockout(), [], 0.0
    wrong(lockout, FREE)

    for _ in range(14):
        wait = lockout.begin("u06", now, known=True)
        waits.append(wait)
        now += wait
        assert lockout.begin("u06", now, known=True) == 0.0

    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == LONGEST_SECONDS


def test_a_try_that_has_to_wait_is_not_counted() -> None:
    lockout = Lockout()
    wrong(lockout, FREE)

    for _ in range(100):
        assert lockout.begin("u06", 0.0, known=True) == 1.0


def test_the_right_password_forgets_what_came_before() -> None:
    lockout = Lockout()
    wrong(lockout, FREE)

    assert lockout.begin("u06", 1.0, known=True) == 0.0
    lockout.succeeded("u06")

    assert [lockout.begin("u06", 1.0, known=True) for _ in range(FREE)] == [0.0] * FREE


@pytest.mark.parametrize("known", [True, False])
def test_one_persons_tries_are_not_anothers(known: bool) -> None:
    lockout = Lockout()
    wrong(lockout, FREE)

    assert lockout.begin("u90", 0.0, known=known) == 0.0


def test_a_flood_of_names_that_are_nobodys_forgets_none_of_ours() -> None:
    lockout = Lockout()
    wrong(lockout, FREE)

    for number in range(10_050):
        lockout.begin(f"nobody-{number}", 0.0, known=False)

    assert lockout.begin("u06", 0.0, known=True) == 1.0
