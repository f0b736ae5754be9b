"""Where a fault is played: a city on topics of its own, two workers that judge it, the comparison at the end."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from streams.services import LocalKafka
from tests.faults.comparing import Differences, moments_compared, on_topics
from tests.worker.city import City, Town, wait_until_judged
from tests.worker.running import Worker, running

Say = Callable[[str], None]


class Size(NamedTuple):
    """How long each fault is played. `cases`: about 9 events each; `hits`: of each fail point."""

    cases: int
    kills: int
    moves: int
    freezes: int
    broker_kills: int
    hits: int
    away: float
    patience: float
    burst: int


class Outcome(NamedTuple):
    """What a run came to: `done` says what was done, `faults` what must not be, `skipped` why it was not played."""

    done: str
    differences: Differences | None = None
    faults: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def good(self) -> bool:
        """Nothing lost, doubled, wrong, or otherwise at fault."""
        return not self.faults and (self.differences is None or self.differences.exact)


class Stage:
    """One fault's topics and workers; `brokers` are those that it may stop, `dice` are seeded."""

    def __init__(
        self,
        bootstrap: str,
        folder: Path,
        town: Town,
        size: Size,
        *,
        prefix: str = "f-",
        brokers: Sequence[LocalKafka] = (),
        say: Say = lambda _: None,
    ) -> None:
        folder.mkdir(parents=True)
        self.bootstrap, self.folder, self.size, self.say = bootstrap, folder, size, say
        self.brokers = list(brokers)
        self.city = City(bootstrap, prefix, folder, town)
        self.dice = random.Random(1)

    def send(self) -> None:
        """All events lie on the topics before the first worker starts, so stream time runs record by record."""
        self.city.send(self.city.places.events)

    @contextmanager
    def workers(self, *names: str) -> Iterator[list[Worker]]:
        """Workers of these names, ready at the start."""
        with running([self.city.worker(name) for name in names or ("one", "two")]) as started:
            yield started

    def finish(
        self,
        workers: Sequence[Worker],
        done: str,
        faults: Sequence[str] = (),
        *,
        again: bool = False,
        garbage: int = 0,
    ) -> Outcome:
        """Wait until all is judged, read what was made, stop the workers in order, compare.

        `again`: what lies on the topics may come once more, if it says the same. `garbage`: so many records were sent
        that are no JSON; each is one dead letter.
        """
        for worker in workers:
            worker.wait_until_ready()
        until = _now()
        wait_until_judged(list(workers), until, self.size.patience)
        made = on_topics(self.city, again=again)
        made.dead["not_json"] -= garbage
        after = _now()
        codes = {worker.name: worker.stop() for worker in workers}
        bad = [f"worker {name} ended with exit code {code}" for name, code in codes.items() if code]
        compared = moments_compared(made, [until, after], self.city, self.folder / "checked.jsonl")
        return Outcome(done, compared, (*faults, *bad))


def wait_until_under_way(workers: Sequence[Worker], records: int, patience: float = 600) -> None:
    """Until the workers together have handled that many records since they were started."""
    ends = time.monotonic() + patience
    while sum(worker.metric("liangpai_events_total") for worker in workers) < records:
        assert time.monotonic() < ends, [worker.get("/metrics")[1] for worker in workers]
        time.sleep(0.2)


def _now() -> int:
    return int(time.time() * 1000)
