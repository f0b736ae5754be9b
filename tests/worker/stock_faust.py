"""A stock Faust app, as its manual has it, to see what it acknowledges.

As a program: `python -m tests.worker.stock_faust KAFKA PREFIX`.
Three agents: one raises at a record, one raises over a `take`, one counts in a Table whose changelog refuses the
record. Ends when each has had all its records and Faust has committed what it holds for done; prints what was seen.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from typing import Any, cast

import faust
from faust.types import TP

RAISING, TAKING, COUNTING = "raising", "taking", "counting"
RECORDS = 3
TABLE = "counts"
TOO_LARGE = "x" * 5_000
"""More than the changelog's topic takes (`max.message.bytes`)."""


class Saw:
    """What each agent handled to its end, and how many records reached it."""

    def __init__(self) -> None:
        self.handled: dict[str, list[int]] = {RAISING: [], TAKING: [], COUNTING: []}
        self.reached: dict[str, int] = dict.fromkeys(self.handled, 0)

    def all_reached(self) -> bool:
        """Whether each agent has met every record."""
        return all(count >= RECORDS for count in self.reached.values())


def app_of(bootstrap: str, prefix: str, saw: Saw) -> faust.App:
    """The app: group `<prefix>stock`, topics and Table as Faust has them by default."""
    app = faust.App(
        f"{prefix}stock",
        broker=f"kafka://{bootstrap}",
        store="memory://",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=1,
        broker_commit_interval=0.2,
    )
    topics = {name: app.topic(prefix + name, value_type=cast(Any, int)) for name in saw.handled}
    counts = app.Table(
        TABLE,
        partitions=1,
        changelog_topic=app.topic(f"{prefix}{TABLE}-changelog", acks=False, internal=True, compacting=True),
    )

    async def raising(stream: Any) -> None:
        async for number in stream:
            saw.reached[RAISING] += 1
            if number == 1:
                raise ValueError("as planned")
            saw.handled[RAISING].append(number)

    async def taking(stream: Any) -> None:
        async for numbers in stream.take(10, within=0.5):
            saw.reached[TAKING] += len(numbers)
            raise ValueError("as planned")

    async def counting(stream: Any) -> None:
        async for number in stream:
            saw.reached[COUNTING] += 1
            counts[str(number)] = TOO_LARGE
            saw.handled[COUNTING].append(number)

    agents: dict[str, Callable[[Any], Any]] = {RAISING: raising, TAKING: taking, COUNTING: counting}
    for name, function in agents.items():
        app.agent(topics[name], name=name)(function)
    return app


async def run(bootstrap: str, prefix: str) -> None:
    """Until every record was met and what Faust holds for done is committed."""
    saw = Saw()
    app = app_of(bootstrap, prefix, saw)
    await app.start()
    async with asyncio.timeout(60):
        while not saw.all_reached():  # noqa: ASYNC110 - Faust shows no event of it
            await asyncio.sleep(0.1)
    await app.stop()
    print(json.dumps({"handled": saw.handled, "over_a_hole": over_a_hole(app)}), flush=True)


def over_a_hole(app: faust.App) -> int | None:
    """What Faust would commit while 5 is being handled and 6 and 7 are done (faust issue 606)."""
    consumer, tp = cast(Any, app.consumer), TP(RAISING, 0)
    consumer._committed_offset[tp] = 5
    consumer._acked[tp] = [6, 7]
    return cast("int | None", consumer._new_offset(tp))


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(run(*sys.argv[1:]))
