"""Who may send: tokens hashed at rest, rotated and revoked; scopes by type and department; rates; one's own account."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streams.exits import Misuse
from streams.intake.limits import Buckets
from streams.intake.source_orders import NewSource, add_source, revoke_tokens, rotate_token
from streams.intake.sources import Source
from streams.intake.sources_file import SourceBook
from tests.intake.place import BATCHED, STRUCTURED, Place, event, rating


def order(name: str = "a", source: str = "city/a", **more: Any) -> NewSource:
    asked: dict[str, Any] = {
        "types": (),
        "departments": (),
        "rate": 10,
        "burst": 10,
        "project_type": "beijing",
        "days": 30,
    }
    return NewSource(name, source, **(asked | more))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sources.toml"


class Ticks:
    """A clock moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_kept_as_a_digest_in_a_file_of_its_owner(file: Path) -> None:
    token = add_source(file, order())

    secret = token.split("_", 2)[2]  # which may hold the sign itself
    assert secret not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    holder = SourceBook(file).of(token)
    assert holder is not None
    assert holder.name == "a"


def test_after_a_rotation_old_and_new_open_for_a_while_and_older_ones_no_more(file: Path) -> None:
    first = add_source(file, order())
    second = rotate_token(file, "a", 30, 7)
    third = rotate_token(file, "a", 30, 7)

    book = SourceBook(file)

    assert book.of(first) is None
    assert {book.of(token) is not None for token in (second, third)} == {True}


def test_a_revoked_token_opens_nothing_a_second_later(file: Path) -> None:
    clock = Ticks()
    token = add_source(file, order())
    book = SourceBook(file, clock)
    assert book.of(token) is not None

    assert revoke_tokens(file, "a", None) == 0
    clock.now += 1.0

    assert book.of(token) is None


def test_a_file_broken_meanwhile_leaves_the_last_good_one_in_force_and_is_said(file: Path) -> None:
    clock = Ticks()
    token = add_source(file, order())
    book = SourceBook(file, clock)

    file.write_text("[sources")
    clock.now += 1.0

    assert book.of(token) is not None
    assert str(file) in (book.trouble or "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: order("a"), "found the source a"),
        (lambda: order("b"), "another source than that of a"),
        (lambda: order("b", "city/b", types=("desk.*",)), "event types that sources may send"),
        (lambda: order("b", "city/b", rate=-1), "rate"),
        (lambda: order("b", "city/b", project_type="elsewhere"), "project_type"),
    ],
)
def test_a_source_that_cannot_be_is_not_written(
    file: Path, wrong: Callable[[], NewSource], said: str
) -> None:
    add_source(file, order())
    before = file.read_bytes()

    with pytest.raises(Misuse, match=said):
        add_source(file, wrong())

    assert file.read_bytes() == before


def test_a_bucket_lets_a_burst_through_and_then_says_how_long_to_wait() -> None:
    clock, source = Ticks(), Source(source="s", rate=2, burst=4)
    buckets = Buckets(clock)

    buckets.take("s", source, 10)
    assert buckets.wait("s", source) == 3
    clock.now += 3.5

    assert buckets.wait("s", source) == 0


def test_no_token_a_strange_one_and_an_expired_one_are_each_told_apart(place: Place) -> None:
    sent = event("t", subject="unknown")
    none = place.post("/events", sent, STRUCTURED, source=None)
    strange = place.post("/events", sent, STRUCTURED, token="nobody's")  # noqa: S106
    old = place.post("/events", sent | {"source": "city/old"}, STRUCTURED, source="old")

    assert [each.status for each in (none, strange, old)] == [401, 401, 401]
    assert len({each.body["detail"] for each in (none, strange, old)}) == 3
    assert all("Bearer" in each.headers["www-authenticate"] for each in (none, strange, old))
    assert place.written("case-events", "unknown") == []


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (event("s1", source="narrow", dept_code="GA-1"), ("department_not_allowed", "/data/dept_code")),
        (event("s2", source="narrow", dept_code=None), ("department_not_allowed", "/data/dept_code")),
        (event("s3"), ("wrong_source", "/source")),
        (
            event("s4", source="narrow")
            | {
                "type": "rating.restored",
                "data": {"service_number": "1", "assess_number": 1, "reason": "x", "dept_code": "ZJ-1"},
            },
            ("type_not_allowed", "/type"),
        ),
        (
            event("s5", source="narrow")
            | {
                "type": "case.corrected",
                "data": {
                    "corrects": "e-1", "reason": "x", "approver_id": "u1", "dept_code": "ZJ-1",
                    "replacement": {"item_code": "1", "dept_code": "GA-1"},
                },
            },
            ("department_not_allowed", "/data/replacement/dept_code"),
        ),
    ],
)  # fmt: skip
def test_a_narrow_source_sends_its_types_of_its_departments_only(
    place: Place, sent: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = place.post("/events", sent | {"subject": "scope"}, STRUCTURED, source="narrow")

    assert (answer.status, answer.reasons) == (403, [fault])
    assert place.written("case-events", "scope") == []


def test_desk_actions_and_findings_are_no_sources_to_send(place: Place) -> None:
    data = {"actor_id": "u90", "card_id": "c", "reason": "x"}
    sent = event("d1", subject="forged") | {"type": "desk.card_revoke", "data": data}

    answer = place.post("/events", sent, STRUCTURED)

    assert (answer.status, answer.reasons) == (403, [("type_not_allowed", "/type")])
    assert place.written("desk-actions", "forged") == []


def test_who_sends_too_fast_is_told_how_long_to_wait(place: Place) -> None:
    sent = [event(f"slow-{number}", source="slow", subject="slow") for number in range(4)]

    first = place.post("/events", sent, BATCHED, source="slow")
    second = place.post("/events", sent[0], STRUCTURED, source="slow")

    assert (first.status, second.status) == (202, 429)
    assert 1 <= int(second.headers["retry-after"]) <= 3


def test_a_source_sees_its_own_account_and_nothing_of_others(place: Place) -> None:
    before = place.get("/sources/me", "zhejiang").body
    place.post("/ratings", rating("430100-own"), source="zhejiang")
    place.post("/ratings", rating("430100-own", satisfaction="7"), source="zhejiang")

    after = place.get("/sources/me", "zhejiang").body

    assert after["accepted"] - before["accepted"] == 1
    assert after["refused"].get("wrong_value", 0) - before["refused"].get("wrong_value", 0) == 1
    assert (after["name"], after["source"], after["archive"]["state"]) == (
        "zhejiang",
        "city/zhejiang",
        "absent",
    )
    assert place.tokens["zhejiang"] not in str(after)


def test_a_source_revoked_while_the_door_is_open_is_shut_out(place: Place) -> None:
    token = add_source(place.sources, order("leaving", "city/leaving"))
    sent = event("l1", source="leaving", subject="leaving")
    ends = time.monotonic() + 10
    while place.post("/events", sent, STRUCTURED, token=token).status != 202:
        assert time.monotonic() < ends, place.log

    revoke_tokens(place.sources, "leaving", None)

    while place.post("/events", sent, STRUCTURED, token=token).status != 401:
        assert time.monotonic() < ends, place.log
