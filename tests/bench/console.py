"""`python -m tests.bench.console [CARDS [PEOPLE [SECONDS]]]`: pages of the console for many people at once.

`liangpai up` runs on this machine, on an archive that the engine has filled with cards, cases and ratings; people who
are signed in open a page each, every five seconds, of those a supervisor and a head of department look at.
"""

import asyncio
import random
import re
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import httpx

from tests.bench.assessment import fill
from tests.console.city import CASES, City, city
from tests.people.place import PASSWORD

BUDGET = 0.5
EVERY_SECONDS = 5.0
LISTS = (
    "overview", "cards", "cards?state=standing&colour=red", "cards?rule_id=T-04", "tickets", "due", "due?late=1",
    "ratings", "ratings?level=1", "alerts", "assessment", "rulebook",
)  # fmt: skip
WHO = ("u06", "u09", "u90", "u91")


def main(cards: int, people: int, seconds: int) -> int:
    """Fill, start, click; 1 where the slowest twentieth is over the budget."""
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        # By a process of its own, which lets go of the folder when it ends.
        filling = get_context("spawn").Process(
            target=fill, args=(f"chdb://{home / 'clickhouse'}", cards * 10)
        )
        filling.start()
        filling.join()
        with city(home) as found:
            taken = asyncio.run(_clicks(found, people, seconds))
    return _told(taken)


async def _clicks(found: City, people: int, seconds: int) -> list[tuple[str, float]]:
    pages = [*LISTS, *(f"cards/{found.card(case, 'T-05')['card_id']}" for case in CASES)]
    taken: list[tuple[str, float]] = []
    sessions = [await _session(found.console, who) for who in WHO]
    ends = time.monotonic() + seconds
    await asyncio.gather(
        *(_person(sessions[n % len(sessions)], pages, ends, random.Random(n), taken) for n in range(people))
    )  # fmt: skip
    for client in sessions:
        await client.aclose()
    return taken


async def _session(console: str, staff_id: str) -> httpx.AsyncClient:
    # Connections are left before the server does, which is when the next click comes.
    limits = httpx.Limits(max_connections=100, keepalive_expiry=3)
    client = httpx.AsyncClient(base_url=console, timeout=60, limits=limits)
    answer = await client.post("login", data={"staff_id": staff_id, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


async def _person(
    client: httpx.AsyncClient,
    pages: list[str],
    ends: float,
    chance: random.Random,
    taken: list[tuple[str, float]],
) -> None:
    """Looks at a page, reads for a while, looks at the next."""
    await asyncio.sleep(chance.uniform(0, EVERY_SECONDS))
    while time.monotonic() < ends:
        page, begin = chance.choice(pages), time.monotonic()
        answer = await client.get(page)
        assert answer.status_code in (200, 404), (page, answer.status_code)
        took = time.monotonic() - begin
        taken.append((re.sub(r"/.*", "/ID", page), took))
        await asyncio.sleep(max(0.0, EVERY_SECONDS - took))


def _told(taken: list[tuple[str, float]]) -> int:
    for page in sorted({name for name, _ in taken}):
        times = sorted(took for name, took in taken if name == page)
        print(f"{page:40} {len(times):5}  p50 {median(times):.3f} s  p95 {_p95(times):.3f} s")
    times = sorted(took for _, took in taken)
    verdict = "ok" if _p95(times) <= BUDGET else "short"
    worst = f"p95 {_p95(times):.3f} s  max {times[-1]:.3f} s {verdict}"
    print(f"{'all':40} {len(times):5}  p50 {median(times):.3f} s  {worst}")
    return 0 if verdict == "ok" else 1


def _p95(times: list[float]) -> float:
    return times[int(len(times) * 0.95)] if times else 0.0


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*(given + [1_000_000, 100, 60][len(given) :])))
