"""`GET /feeds/NAME` and `POST /alerts/ID/ack` on the open door."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

import httpx
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat

from streams.sending import Address, Letter, post
from tests.delivery.samples import addressee, alert, alert_event
from tests.intake.place import PARTITIONS, Answer, Place, answer_of, token_of


def write(place: Place, case: str, numbers: range, *receivers: str) -> None:
    """An alert of the case for each number, to these receivers."""
    records = [alert(case, number, [addressee(each) for each in receivers]) for number in numbers]
    letters = [Letter("alerts", case, alert_event(record), int(time.time() * 1000)) for record in records]
    asyncio.run(post(Address(place.bootstrap, place.prefix, PARTITIONS), letters))


def page(place: Place, feed: str, **query: object) -> dict[str, Any]:
    answer = place.get(f"/feeds/{feed}?{httpx.QueryParams(query)}", "reader")  # type: ignore[arg-type]
    assert answer.status == 200, answer.body
    return dict(answer.body)


def everything(place: Place, feed: str, cursor: str | None = None) -> tuple[list[dict[str, Any]], str]:
    """All pages from the cursor on, two alerts a page; the cursor after them."""
    events: list[dict[str, Any]] = []
    while True:
        found = page(place, feed, limit=2, **({"cursor": cursor} if cursor else {}))
        events += found["events"]
        cursor = found["cursor"]
        if not found["more"] and not found["events"]:
            return events, cursor


def by_case(events: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The alerts of each case, in the order in which they were given."""
    found: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        found.setdefault(event["subject"], []).append(event)
    return found


def test_a_feed_gives_each_of_its_alerts_once_in_order_and_the_same_again_from_the_same_cursor(
    place: Place,
) -> None:
    first, second = f"f-{uuid4()}", f"f-{uuid4()}"
    _, before = everything(place, "discipline")
    write(place, first, range(3), "discipline", "inspection")
    write(place, second, range(2), "discipline")
    write(place, first, range(3, 5), "inspection")

    events, after = everything(place, "discipline", before)
    again, _ = everything(place, "discipline", before)
    assert [each["data"]["revision"] for each in events if each["subject"] == first] == [0, 1, 2]
    assert [each["data"]["revision"] for each in events if each["subject"] == second] == [0, 1]
    assert by_case(again) == by_case(events)  # which of two cases is told first is nobody's promise
    assert {each["data"]["receiver"] for each in events} == {"discipline"}
    assert everything(place, "discipline", after)[0] == []
    body = json.dumps(events[0]).encode()
    parsed = from_structured(
        HTTPMessage({"content-type": "application/cloudevents+json"}, body), JSONFormat()
    )
    assert parsed.get_id() == events[0]["id"]


def test_a_request_that_waits_is_answered_by_the_alert_that_comes(place: Place) -> None:
    _, cursor = everything(place, "heads")

    async def both() -> dict[str, Any]:
        waiting = asyncio.create_task(asyncio.to_thread(page, place, "heads", cursor=cursor, wait=25))
        await asyncio.to_thread(write, place, f"f-{uuid4()}", range(1), "heads/ZJ-1")
        return await waiting

    found = asyncio.run(both())
    assert [each["data"]["receiver"] for each in found["events"]] == ["heads/ZJ-1"]


def test_a_cursor_of_another_feed_is_refused_and_so_is_who_may_not_read_it(place: Place) -> None:
    cursor = page(place, "discipline", limit=1)["cursor"]

    assert place.get(f"/feeds/heads?cursor={cursor}", "reader").status == 422
    assert place.get("/feeds/inspection", "reader").status == 403
    assert place.get("/feeds/discipline", "full").status == 403
    assert place.get("/feeds/discipline", "old").status == 401
    assert answer_of(httpx.get(place.url + "/feeds/discipline", timeout=30)).status == 401


def test_a_reader_may_send_nothing(place: Place) -> None:
    from tests.intake.place import STRUCTURED, event

    assert (
        place.post("/events", event("reader-1", source="reader"), STRUCTURED, source="reader").status == 403
    )


def acknowledge(place: Place, alert_id: str, body: dict[str, Any], **headers: str) -> Answer:
    return answer_of(httpx.post(f"{place.url}/alerts/{alert_id}/ack", json=body, headers=headers, timeout=30))


def test_an_acknowledgement_is_a_desk_action_in_the_own_name_and_replayed_it_has_no_second_effect(
    place: Place,
) -> None:
    case, key = f"f-{uuid4()}", str(uuid4())
    signed = {"Authorization": f"Bearer {token_of(place, 'u90')}", "Idempotency-Key": key}
    body = {"subject": case, "result": "taken_on", "reason": "已安排核查"}

    first = acknowledge(place, "alert-1", body, **signed)
    again = acknowledge(place, "alert-1", body, **signed)
    other = acknowledge(place, "alert-2", body, **signed)
    forged = acknowledge(place, "alert-1", body | {"actor_id": "u06"}, **signed)
    stranger = acknowledge(place, "alert-1", body, Authorization="Bearer " + place.tokens["reader"])
    nobody = acknowledge(place, "alert-1", body)

    assert (first.status, first.headers["location"]) == (202, f"/actions/{key}")
    assert (again.status, other.status, forged.status) == (202, 409, 422)
    assert (stranger.status, nobody.status) == (401, 401)
    (action,) = place.written("desk-actions", case)
    assert action["type"] == "desk.alert_ack"
    assert action["data"] == {
        "actor_id": "u90", "alert_id": "alert-1", "result": "taken_on", "reason": "已安排核查",
    }  # fmt: skip


def test_a_dossier_is_not_shown_where_nobody_can_be_asked_and_a_reason_is_needed(place: Place) -> None:
    signed = {"Authorization": f"Bearer {token_of(place, 'u90')}"}
    url = f"{place.url}/alerts/alert-1/dossier"

    assert httpx.get(url, headers=signed, timeout=30).status_code == 422
    assert httpx.get(url, params={"reason": "核查"}, headers=signed, timeout=30).status_code == 404
    assert httpx.get(url, params={"reason": "核查"}, timeout=30).status_code == 401
