"""Signing in over HTTP: a first password does nothing but be changed, and no other site signs anybody in."""

from collections.abc import Iterator

import httpx
import pytest

from streams.people.passwords import Passwords
from streams.people.users import User, Users
from tests.intake.place import Place
from tests.people.place import CHEAP, PASSWORD

FIRST, OWN = "第一个口令 2026", "自己的口令 2026-11"


@pytest.fixture
def client(place: Place) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.url, timeout=30) as opened:
        yield opened


def login(client: httpx.Client, staff_id: str, password: str, **headers: str) -> httpx.Response:
    return client.post("/login", json={"staff_id": staff_id, "password": password}, headers=headers)


def test_who_has_a_first_password_changes_it_before_anything_else(place: Place, client: httpx.Client) -> None:
    made = User(staff_id="u07", password_hash=Passwords(CHEAP).hashed(FIRST), must_change=True)
    Users(place.users).put("u07", lambda _: made)
    signed = login(client, "u07", FIRST).json()
    forged = {"X-CSRF-Token": signed["csrf_token"]}
    order = {"type": "desk.card_answer", "subject": "x", "data": {"card_id": "y", "reason": "z"}}

    refused = client.post("/actions", json=order, headers=forged)
    wrong = client.post("/password", json={"old": OWN, "new": OWN}, headers=forged)
    weak = client.post("/password", json={"old": FIRST, "new": "short"}, headers=forged)
    changed = client.post("/password", json={"old": FIRST, "new": OWN}, headers=forged)

    assert signed["must_change_password"] is True
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:liangpai:problem:password-must-change")
    assert (wrong.status_code, weak.status_code) == (401, 422)
    assert changed.status_code < 300, changed.text
    assert login(client, "u07", FIRST).status_code == 401
    assert login(client, "u07", OWN).json()["must_change_password"] is False


def test_who_signs_out_is_out(client: httpx.Client) -> None:
    forged = {"X-CSRF-Token": login(client, "u05", PASSWORD).json()["csrf_token"]}
    cookies = dict(client.cookies)

    assert client.post("/logout", headers=forged).status_code == 204

    assert httpx.get(f"{client.base_url}/me", cookies=cookies, timeout=30).status_code == 401


def test_another_sites_page_signs_nobody_in(client: httpx.Client) -> None:
    answer = login(client, "u05", PASSWORD, Origin="https://elsewhere.example")

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:liangpai:problem:foreign-origin")
    assert not client.cookies


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites_forms(client: httpx.Client) -> None:
    said = login(client, "u05", PASSWORD).headers["set-cookie"].lower()

    assert "httponly" in said
    assert "samesite=lax" in said
    assert "no-store" in client.get("/me").headers["cache-control"]
