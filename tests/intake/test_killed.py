"""The door and the worker killed in the middle of a load: what was answered 202 is in ClickHouse in the end, once, and
nothing is there that was not sent."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import httpx

from streams.archive_client import ArchiveClient
from streams.up.children import Child, liangpai
from tests.importing.live import Settings, archive_of, awaited, running
from tests.intake.place import BATCHED, Place, event

BATCH, SENDERS, ENOUGH, AFTERWARDS, SERVICES = 20, 8, 20, 10, 100
LONG = "长" * 7_000
"""Makes a batch 400 kB, so that at every moment much is on its way to Kafka."""


def rated(number: int) -> dict[str, object]:
    """A rating of its own."""
    data = {"service_number": f"k-{number}", "assess_number": 1, "level": 5, "channel": 3, "text": LONG}
    return event(f"k-{number}", subject=f"service:{number % SERVICES}") | {
        "type": "rating.submitted",
        "data": data,
    }


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
        return [rated(number) for number in range(first, first + BATCH)]

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


async def load_with_kills(place: Place, settings: Settings, children: list[Child]) -> Load:
    load, stop = Load(place), asyncio.Event()
    async with httpx.AsyncClient() as client, asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(load.send(client, stop))
        await load.until_more(ENOUGH)
        place.kill()
        await asyncio.to_thread(place.open)
        await load.until_more(AFTERWARDS)
        children[0] = await asyncio.to_thread(killed_and_begun_again, children[0], settings)
        await load.until_more(AFTERWARDS)
        stop.set()
    return load


def killed_and_begun_again(worker: Child, settings: Settings) -> Child:
    worker.wait_or_kill(0.0)
    own = {**settings, "LIANGPAI_ID": "worker-1", "LIANGPAI_HTTP": worker.http}
    return Child("worker", liangpai("worker"), own, worker.log.with_name("worker-again.log"))


def archived(archive: ArchiveClient) -> Counter[tuple[str, str]]:
    """(event, status) of every rating that the archive knows."""
    rows = [
        row
        for number in range(SERVICES)
        for row in archive.run("ratings_of_subject", subject=f"service:{number}")
    ]
    return Counter((row["event"].rpartition(" ")[2], row["status"]) for row in rows)


def test_everything_answered_202_is_in_clickhouse_once(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    place = Place(kafka_bootstrap, topic_prefix, tmp_path).open()
    settings = {
        "KAFKA_BOOTSTRAP": kafka_bootstrap, "LIANGPAI_PREFIX": topic_prefix,
        "CLICKHOUSE_DSN": f"chdb://{tmp_path}/archive", "LIANGPAI_KEY_FILE": str(tmp_path / "key"),
    }  # fmt: skip
    try:
        with running(settings, tmp_path) as children:
            load = asyncio.run(load_with_kills(place, settings, children))
            assert place.stop() == 0
            with archive_of(settings, children) as archive:
                found = awaited(
                    children, lambda: archived(archive), lambda it: it.total() >= len(load.confirmed)
                )
    finally:
        place.kill()

    assert load.unanswered, "the kill hit no request: the test shows nothing"
    values = set(place.values("rating-events"))
    assert {json.loads(value)["id"] for value in values} == set(load.confirmed)
    assert len(values) == len(load.confirmed) == load.next, "one id came with two contents"
    assert found == Counter({(each, "valid"): 1 for each in load.confirmed})
