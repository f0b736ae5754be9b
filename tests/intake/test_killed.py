"""The door killed in the middle of a load: what was answered 202 is on the topic, and nothing is there that was not
sent; a duplicate is the same bytes' event, which the worker counts once."""

import asyncio
import json
from pathlib import Path

import httpx

from tests.intake.place import BATCHED, Place, event

BATCH, SENDERS, ENOUGH, AFTERWARDS = 20, 8, 60, 40
LONG = "长" * 7_000
"""Makes a batch 400 kB, so that at every moment much is on its way to Kafka."""


class Load:
    """Batches with numbered events, sent until each is answered 202 (again where there was no answer)."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.confirmed: list[str] = []
        self.unanswered = 0
        self.next = 0
        self.wanted, self.reached = 0, asyncio.Event()

    async def until_more(self, batches: int) -> None:
        """Wait until so many more batches are confirmed."""
        self.wanted = len(self.confirmed) + batches * BATCH
        self.reached.clear()
        await self.reached.wait()

    def batch(self) -> list[dict[str, object]]:
        first, self.next = self.next, self.next + BATCH
        return [
            event(f"k-{number}", subject=f"k-{number % 50}", opinion=LONG)
            for number in range(first, first + BATCH)
        ]

    async def send(self, client: httpx.AsyncClient, stop: asyncio.Event) -> None:
        while not stop.is_set():
            batch = self.batch()
            while not await self._answered(client, batch):
                self.unanswered += 1
                await asyncio.sleep(0.05)
            self.confirmed += [str(each["id"]) for each in batch]
            if len(self.confirmed) >= self.wanted:
                self.reached.set()

    async def _answered(self, client: httpx.AsyncClient, batch: list[dict[str, object]]) -> bool:
        signed = {"Authorization": f"Bearer {self.place.tokens['full']}"}
        try:
            answer = await client.post(
                self.place.url + "/events", content=json.dumps(batch), headers=BATCHED | signed, timeout=30
            )
        except httpx.TransportError:
            return False
        assert answer.status_code in (202, 503), answer.text
        return answer.status_code == 202


async def load_with_a_kill(place: Place) -> Load:
    load, stop = Load(place), asyncio.Event()
    async with httpx.AsyncClient() as client, asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(load.send(client, stop))
        await load.until_more(ENOUGH)
        place.kill()
        await asyncio.to_thread(place.open)
        await load.until_more(AFTERWARDS)
        stop.set()
    return load


def test_everything_answered_202_is_on_the_topic_once_when_its_doubles_are_counted_once(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    place = Place(kafka_bootstrap, topic_prefix, tmp_path).open()
    try:
        load = asyncio.run(load_with_a_kill(place))
        assert place.stop() == 0
    finally:
        place.kill()

    assert load.unanswered, "the kill hit no request: the test shows nothing"
    values = set(place.values("case-events"))
    ids = [json.loads(value)["id"] for value in values]
    assert len(ids) == len(set(ids)), "one id came with two contents"
    assert set(ids) == set(load.confirmed)
    assert len(load.confirmed) == load.next
