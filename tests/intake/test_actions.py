"""`POST /actions` of signed-in people, decided by a real worker: in one's own name, once, with its outcome."""

from typing import Any

import httpx
import pytest

from rules.cards import card_id_of
from tests.intake.place import LATE_CASE, STRUCTURED, Place, act, asked_until_decided, event, token_of
from tests.people.place import PASSWORD
from tests.worker.running import Worker

CASE = LATE_CASE
CARD = card_id_of(CASE, "T-05", "case")
ANSWER = {"type": "desk.card_answer", "subject": CASE, "data": {"card_id": CARD, "reason": "材料已补齐"}}


def test_an_action_is_answered_with_its_outcome_and_done_once_however_often_it_is_sent(
    place: Place, worker: Worker
) -> None:
    order = ANSWER | {"action_id": "answer-1"}

    first = asked_until_decided(place, "u04", act(place, "u04", order))
    again = act(place, "u04", order)

    assert (first.status, first.body["outcome"], first.body["target_state"]) == (200, "done", "answered")
    assert (again.status, again.body) == (200, first.body)
    sent = [each for each in place.written("desk-actions", CASE) if each["id"] == "u04/answer-1"]
    assert [each["data"]["actor_id"] for each in sent] == ["u04"]


def test_what_the_register_does_not_allow_is_refused_with_a_reason_in_both_languages(
    place: Place, worker: Worker
) -> None:
    order = {"type": "desk.card_revoke", "subject": CASE, "data": {"card_id": CARD, "reason": "x"}}

    told = asked_until_decided(place, "u06", act(place, "u06", order))

    assert (told.status, told.body["outcome"], told.body["reason"]) == (200, "refused", "not_entitled")
    assert told.body["reason_zh"]
    assert told.body["reason_en"]


def test_an_action_nobody_has_decided_is_answered_with_an_address_to_ask(place: Place) -> None:
    order = {"type": "desk.card_answer", "subject": "nowhere", "data": {"card_id": "no-card", "reason": "x"}}
    order["action_id"] = "waiting-1"

    answer = act(place, "u04", order)
    asked = httpx.get(
        place.url + answer.headers["location"], headers={"Authorization": f"Bearer {token_of(place, 'u04')}"}
    )
    of_another = httpx.get(
        place.url + answer.headers["location"], headers={"Authorization": f"Bearer {token_of(place, 'u06')}"}
    )

    assert (answer.status, answer.body["outcome"], asked.json()["outcome"]) == (202, "waiting", "waiting")
    assert of_another.status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"data": {"card_id": CARD, "actor_id": "u90"}}, 403, "/data/actor_id"),
        ({"data": {"card_id": CARD, "reasn": "x"}}, 422, "/data/reasn"),
        ({"data": {}}, 422, "/data/card_id"),
        ({"type": "case.accepted"}, 422, "/type"),
        ({"type": "desk.unheard"}, 422, "/type"),
    ],
)
def test_another_name_and_wrong_content_are_not_sent(
    place: Place, change: dict[str, Any], status: int, pointer: str
) -> None:
    answer = act(place, "u04", ANSWER | {"subject": "not-sent"} | change)

    assert answer.status == status
    assert answer.body["errors"][0]["pointer"] == pointer
    assert place.written("desk-actions", "not-sent") == []


def test_one_id_for_two_different_actions_is_refused(place: Place, worker: Worker) -> None:
    order = {"type": "desk.card_confirm", "subject": CASE, "data": {"card_id": CARD}, "action_id": "twice"}
    asked_until_decided(place, "u90", act(place, "u90", order))

    answer = act(place, "u90", order | {"type": "desk.card_reject"})

    assert (answer.status, answer.body["type"]) == (409, "urn:liangpai:problem:id-used-before")


def test_a_sources_token_is_no_person_and_a_person_no_source(place: Place) -> None:
    as_person = place.post("/actions", ANSWER)
    as_source = place.post("/events", event("x"), STRUCTURED, token=token_of(place, "u04"))

    assert (as_person.status, as_source.status) == (401, 401)


def test_a_cookie_alone_does_nothing_without_the_token_against_forged_requests(place: Place) -> None:
    with httpx.Client(base_url=place.url, timeout=30) as client:
        client.post("/login", json={"staff_id": "u04", "password": PASSWORD})
        csrf = client.get("/me").json()["csrf_token"]
        forged = client.post("/actions", json=ANSWER | {"type": "desk.unheard"})
        ours = client.post("/actions", json=ANSWER | {"type": "desk.unheard"}, headers={"X-CSRF-Token": csrf})
        foreign = client.post(
            "/actions", json=ANSWER, headers={"X-CSRF-Token": csrf, "Origin": "https://elsewhere.example"}
        )
        client.post("/logout", headers={"X-CSRF-Token": csrf})
        after = client.get("/me")

    assert [each.status_code for each in (forged, ours, foreign, after)] == [403, 422, 403, 401]
