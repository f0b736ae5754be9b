"""From an alert on its topic to its webhook, at a steady rate; Kafka, notifier and receiver on one machine.

The worker writes an alert in the transaction of the card it is about, so both are on their topics at the same moment. A
sender writes alerts at even intervals, a webhook in this process takes them, so the clock is one. What is measured
begins before the send and ends when the webhook has the request whole.
"""

import asyncio
import os
import time
from pathlib import Path

from streams.sending import Letter, deliver, producing
from tests.bench.figures import Figures
from tests.delivery.place import Notifying, hooks
from tests.delivery.samples import addressee, alert, alert_event
from tests.delivery.servers import Request

RATE, SECONDS, WARM_UP_SECONDS = 200, 30, 5
EVERY_SECONDS = 0.02
CASES = 500
BUDGET_SECONDS = 1.0


def alert_delays(
    bootstrap: str, folder: Path, figures: Figures, seconds: float = SECONDS, warm_up: float = WARM_UP_SECONDS
) -> None:
    """Measure, on topics of its own."""
    place = Notifying(bootstrap, f"bench-alerts-{os.getpid()}-", folder)
    try:
        delays = sorted(asyncio.run(_measured(place, seconds, warm_up)))
        place.stop()
    finally:
        place.kill()
    figures.seen(f"alert → webhook at {RATE}/s, p50", delays[len(delays) // 2], "s")
    figures.at_most(f"alert → webhook at {RATE}/s, p99", delays[int(len(delays) * 0.99)], BUDGET_SECONDS, "s")


async def _measured(place: Notifying, seconds: float, warm_up: float) -> list[float]:
    sent: dict[int, float] = {}
    came: dict[int, float] = {}
    async with hooks("inspection") as receivers:

        def note(request: Request) -> bool:
            came.setdefault(request.json["data"]["revision"], time.monotonic())
            return False

        receivers["inspection"].refuses = note
        place.receivers(receivers)
        place.start()
        await place.ready()
        await _send(place, sent, warm_up + seconds)
        await place.until(lambda: len(came) == len(sent))
    began = min(sent.values()) + warm_up
    return [came[number] - at for number, at in sent.items() if at >= began]


async def _send(place: Notifying, sent: dict[int, float], seconds: float) -> None:
    """So many alerts a second, some at a time, each time when it is due whatever the one before took."""
    together = round(RATE * EVERY_SECONDS)
    async with producing(place.bootstrap) as producer, asyncio.TaskGroup() as group:
        began = time.monotonic()
        for turn in range(round(seconds / EVERY_SECONDS)):
            await asyncio.sleep(max(began + turn * EVERY_SECONDS - time.monotonic(), 0))
            numbers = range(turn * together, (turn + 1) * together)
            sent.update(dict.fromkeys(numbers, time.monotonic()))
            group.create_task(deliver(producer, place.address, [_letter(number) for number in numbers]))


def _letter(number: int) -> Letter:
    case = f"c-{number % CASES}"
    return Letter("alerts", case, alert_event(alert(case, number, [addressee()])), int(time.time() * 1000))
