"""The notifier killed at random during a load: what arrived, and how often twice."""

import random
from collections import defaultdict
from typing import NamedTuple

from tests.delivery.place import Notifying, arrived, hooks
from tests.delivery.samples import addressee
from tests.delivery.servers import Hook

CASES = 40


class Outcome(NamedTuple):
    """Numbers sent for each case, and those that came in order of first coming; how many requests were repeats."""

    sent: dict[str, list[int]]
    came: dict[str, list[int]]
    repeats: int


async def killed(place: Notifying, kills: int, between: int, seed: int) -> Outcome:
    """Send `between` alerts before each of so many kills; every request takes a moment, so that kills hit some."""
    moments, sent = random.Random(seed), defaultdict[str, list[int]](list)
    async with hooks("inspection") as receivers:
        hook = receivers["inspection"]
        hook.seconds = 0.02
        place.receivers(receivers, at_once=8)
        place.start()
        number = 0
        for _ in range(kills):
            cases = [f"c-{moments.randrange(CASES)}" for _ in range(between)]
            await place.alerts(cases, number, [addressee()])
            for case in cases:
                sent[case].append(number)
                number += 1
            await _some_more(place, hook, moments.randrange(1, between), number)
            place.kill()
            place.start()
        await place.until(lambda: _came(hook) >= number)
        came = arrived(hook)
        return Outcome(dict(sent), dict(came), len(hook.requests) - number)


def _came(hook: Hook) -> int:
    return sum(map(len, arrived(hook).values()))


async def _some_more(place: Notifying, hook: Hook, more: int, sent: int) -> None:
    """Until so many more requests came, or all was taken that was sent."""
    wanted = len(hook.requests) + more
    await place.until(lambda: len(hook.requests) >= wanted or _came(hook) >= sent)
