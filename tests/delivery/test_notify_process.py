"""The notifier as a process on a real Kafka: killed, with a receiver that is away, with alerts nobody takes."""

import asyncio
from pathlib import Path

from streams.notifying.parked import read_slips, retry
from tests.delivery.killing import killed
from tests.delivery.place import Notifying, arrived, hooks
from tests.delivery.samples import addressee
from tests.delivery.servers import Hook


def test_a_notifier_killed_again_and_again_misses_nothing_keeps_the_order_and_repeats_with_the_same_id(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    """The long form is `make faults`."""
    place = Notifying(kafka_bootstrap, topic_prefix, tmp_path)
    try:
        outcome = asyncio.run(killed(place, kills=4, between=60, seed=1))
        assert place.stop() == 0
    finally:
        place.kill()

    assert outcome.came == outcome.sent


def test_one_receiver_that_is_away_and_one_alert_that_nobody_takes_hold_up_nothing_else(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    place = Notifying(kafka_bootstrap, topic_prefix, tmp_path)
    try:
        asyncio.run(away_and_poisoned(place))
        assert place.stop() == 0
    finally:
        place.kill()


async def away_and_poisoned(place: Notifying) -> None:
    both = [addressee("inspection"), addressee("discipline")]
    cases = [f"c-{number % 10}" for number in range(60)]
    async with hooks("inspection", "discipline") as receivers:
        well, ill = receivers["inspection"], receivers["discipline"]
        ill.behaves = "closes"
        well.refuses = lambda request: (
            request.json["subject"] == "c-3" and request.json["data"]["revision"] == 3
        )
        place.receivers(receivers)
        place.start()
        await place.alerts(cases, 0, both)
        await place.until(lambda: count(well) >= 55)

        # A restart changes nothing for what was set aside.
        await place.until(lambda: place.says("inspection", waiting=6))
        await place.until(lambda: place.says("discipline", away=True))
        assert await asyncio.to_thread(place.stop) == 0
        place.start()
        await place.ready()
        await place.until(lambda: place.says("inspection", waiting=6))

        ill.behaves, well.refuses = "ok", lambda _: False
        await place.until(lambda: count(well) == 60 and count(ill) >= 60)
        await place.until(lambda: place.says("discipline", waiting=0))

    for hook in receivers.values():
        taken = arrived(hook)
        assert all(found == sorted(found) for found in taken.values())
        assert sum(map(len, taken.values())) == 60


def count(hook: Hook) -> int:
    return sum(map(len, arrived(hook).values()))


def test_what_was_tried_for_long_is_parked_and_told_and_tried_again_when_a_person_asks(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    place = Notifying(kafka_bootstrap, topic_prefix, tmp_path)
    try:
        asyncio.run(parked(place))
        assert place.stop() == 0
    finally:
        place.kill()


async def parked(place: Notifying) -> None:
    async with hooks("inspection", "supervision") as receivers:
        inspection, supervision = receivers["inspection"], receivers["supervision"]
        inspection.refuses = lambda request: request.json["subject"] == "c-1"
        place.receivers(receivers, 'alarm_to = "supervision"', retry_days=0.5 / 86_400)
        place.start()
        await place.alerts(["c-1", "c-2"], 0, [addressee("inspection")])
        await place.until(lambda: count(supervision) == 1)

        told = supervision.requests[0].json["data"]
        refused = {
            each.json["data"]["alert_id"] for each in inspection.requests if each.json["subject"] == "c-1"
        }
        assert (told["kind"], {told["about_id"]}) == ("delivery", refused)
        assert "422" in told["reason"]
        ((key, slip),) = (await asyncio.to_thread(read_slips, place.address)).parked("inspection")
        assert (slip.message.case, slip.tries >= 2) == ("c-1", True)

        inspection.refuses = lambda _: False
        before = len(inspection.requests)
        assert await asyncio.to_thread(retry, place.address, "inspection", key.message_id)
        await place.until(lambda: len(inspection.requests) > before)
        await place.until(lambda: not read_slips(place.address).all())
    assert inspection.requests[-1].json["id"] == key.message_id
