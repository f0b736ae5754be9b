"""A session is ours, lasts so long, and ends when its person says so, is disabled, or gets another password."""

from pathlib import Path

import pytest

from streams.people.people import LOCAL, People
from streams.people.sessions import Sessions
from streams.privacy import Key
from tests.people.place import Clock, people, user

HOUR = 3_600_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def city(tmp_path: Path, clock: Clock) -> People:
    return people(tmp_path, clock)


def test_a_session_lasts_until_the_instant_it_is_over(city: People, clock: Clock) -> None:
    session, text = city.sessions.open("u06", LOCAL, "cookie")

    clock.now = session.until - 1
    before = city.signed_in(text, "cookie")
    clock.now = session.until
    after = city.signed_in(text, "cookie")

    assert session.until - session.opened == 8 * HOUR
    assert before is not None
    assert before.staff_id == "u06"
    assert after is None


def test_a_cookie_is_no_bearer_token_and_a_token_no_cookie(city: People) -> None:
    _, cookie = city.sessions.open("u06", LOCAL, "cookie")
    _, token = city.sessions.open("u06", LOCAL, "token")

    assert city.signed_in(cookie, "token") is None
    assert city.signed_in(token, "cookie") is None


def test_a_text_that_was_changed_is_no_session(city: People) -> None:
    _, text = city.sessions.open("u06", LOCAL, "cookie")
    other = "A" if text[5] != "A" else "B"

    for forged in (text[:5] + other + text[6:], "x" + text, text[:-5], ""):
        assert city.signed_in(forged, "cookie") is None


def test_another_deployments_session_opens_nothing(tmp_path: Path, city: People, clock: Clock) -> None:
    other = Sessions(Key.of(b"o" * 32).secret_for("sessions"), tmp_path / "other.ended", clock)
    _, text = other.open("u06", LOCAL, "cookie")

    assert city.signed_in(text, "cookie") is None


def test_who_signs_out_is_out_in_every_process_and_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    one, another = people(tmp_path, clock), people(tmp_path, clock)
    session, text = one.sessions.open("u06", LOCAL, "cookie")
    _, still = one.sessions.open("u06", LOCAL, "cookie")

    one.sessions.end(session)

    for each in (one, another, people(tmp_path, clock)):
        assert each.signed_in(text, "cookie") is None
    assert another.signed_in(still, "cookie") is not None


def test_whoever_is_disabled_is_out_at_once_whichever_way_they_came_in(city: People) -> None:
    sessions = [city.sessions.open("u06", way, "cookie")[1] for way in ("local", "oidc")]

    city.users.put("u06", lambda _: user("u06", active=False))

    assert [city.signed_in(text, "cookie") for text in sessions] == [None, None]


def test_a_new_password_ends_the_sessions_there_were_and_no_later_one(city: People, clock: Clock) -> None:
    _, text = city.sessions.open("u06", LOCAL, "cookie")
    clock.now += 1

    city.set_password("u06", "另一个口令 2026-11")
    _, later = city.sessions.open("u06", LOCAL, "cookie")

    assert city.signed_in(text, "cookie") is None
    assert city.signed_in(later, "cookie") is not None


def test_who_is_not_in_todays_register_is_nobodys_colleague(city: People) -> None:
    _, text = city.sessions.open("stranger", LOCAL, "cookie")

    who = city.signed_in(text, "cookie")

    assert who is not None
    assert who.colleague is None


def test_somebody_whom_only_the_provider_knows_needs_no_local_user_but_a_local_session_does(
    city: People,
) -> None:
    _, by_provider = city.sessions.open("u91", "oidc", "cookie")
    _, local = city.sessions.open("u91", LOCAL, "cookie")

    assert city.signed_in(by_provider, "cookie") is not None
    assert city.signed_in(local, "cookie") is None


def test_the_token_against_forged_requests_is_of_its_session_alone(city: People) -> None:
    first, _ = city.sessions.open("u06", LOCAL, "cookie")
    second, _ = city.sessions.open("u06", LOCAL, "cookie")

    assert city.sessions.csrf_token(first) != city.sessions.csrf_token(second)
