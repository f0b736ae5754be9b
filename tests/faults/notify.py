"""`make faults`, the notifier's part: killed again and again under load, and a receiver that is away for three days.

Nothing may be missed, every repeat must carry the id and the bytes of the first, and the order of each case must hold.
The three days are days of a clock that is moved on while nobody has anything to do; Kafka and receivers are real.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from sinks.delivery.clock import WallClock
from sinks.delivery.service import NotifySettings, run_notify
from streams.notifying.receivers_file import load_receivers, served_by
from streams.services import kafka
from tests.delivery.killing import killed
from tests.delivery.place import Notifying, arrived, hooks
from tests.delivery.samples import addressee
from tests.delivery.servers import Hook

HOUR = 3_600_000
AWAY_HOURS = 72
CASES = 5_000
_IDLE_SECONDS = 0.01
_PATIENCE_SECONDS = 900


def main() -> int:
    """Both once; exit 1 where anything is missing, out of order or of another id."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="liangpai-notify-") as name,
        kafka(Path(name) / "kafka") as service,
    ):
        folder = Path(name)
        right = _kills(service.bootstrap, folder / "kills", options.kills, options.seed)
        return 0 if _days_away(service.bootstrap, folder / "away", options.alerts) and right else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.notify", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how often to kill the notifier (default: 50)")
    parser.add_argument("--alerts", type=int, default=50_000, help="while one is away (default: 50000)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    return parser.parse_args()


def _kills(bootstrap: str, folder: Path, kills: int, seed: int) -> bool:
    folder.mkdir()
    place = Notifying(bootstrap, "notify-kills-", folder)
    try:
        outcome = asyncio.run(killed(place, kills, between=100, seed=seed))
    finally:
        place.kill()
    sent, came = (sum(map(len, each.values())) for each in (outcome.sent, outcome.came))
    right = outcome.came == outcome.sent
    _say(f"{kills} kills: {sent:,} alerts sent, {sent - came} missed, {outcome.repeats} repeated with the same id, "
         f"order of each case {'kept' if right else 'NOT KEPT'}")  # fmt: skip
    return right


class MovedClock:
    """Goes on to the next moment that somebody waits for as soon as nothing else happens; `comes_back` at its hour."""

    def __init__(self, away: Hook) -> None:
        self._now = self._began = WallClock().now()
        self._away = away

    def now(self) -> int:
        """See Clock."""
        return self._now

    @property
    def hours(self) -> float:
        """Since it began."""
        return (self._now - self._began) / HOUR

    async def pause(self, stirred: asyncio.Event, until: int | None) -> None:
        """See Clock."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None if until is None else _IDLE_SECONDS):
                await stirred.wait()
        if until is not None and not stirred.is_set():
            self._now = max(self._now, until)
            if self.hours >= AWAY_HOURS:
                self._away.behaves = "ok"


def _days_away(bootstrap: str, folder: Path, alerts: int) -> bool:
    folder.mkdir()
    return asyncio.run(_away(Notifying(bootstrap, "notify-away-", folder), alerts))


async def _away(place: Notifying, alerts: int) -> bool:
    async with hooks("discipline", "inspection") as receivers:
        away, there = receivers["discipline"], receivers["inspection"]
        away.behaves = "closes"
        clock = MovedClock(away)
        place.receivers(receivers)
        both, chunk = [addressee("discipline"), addressee("inspection")], 5_000
        for first in range(0, alerts, chunk):
            numbers = range(first, min(first + chunk, alerts))
            await place.alerts([f"c-{number % CASES}" for number in numbers], first, both)
        tried = asyncio.create_task(_until_all_came(clock, away, there, alerts))
        await _served(place, clock)
        there_at, tries = await tried
    return _say_days(away, there, alerts, (there_at, tries))


async def _served(place: Notifying, clock: MovedClock) -> None:
    loaded = load_receivers(place.folder / "receivers.toml")
    settings = NotifySettings(
        place.bootstrap, place.address.partitions, place.http, "one", loaded.receivers, place.prefix, clock
    )
    await run_notify(settings, served_by(loaded, place.folder, WallClock().now))


async def _until_all_came(clock: MovedClock, away: Hook, there: Hook, alerts: int) -> tuple[float, int]:
    """Ends the notifier; at which hour the other receiver had all, and how often the absent one was tried in vain."""
    there_at, tries = -1.0, 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while len(away.requests) - tries < alerts or len(there.requests) < alerts:
                if away.behaves != "ok":
                    tries = len(away.requests)
                if there_at < 0 and len(there.requests) >= alerts:
                    there_at = clock.hours
                await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    return there_at, tries


def _say_days(away: Hook, there: Hook, alerts: int, seen: tuple[float, int]) -> bool:
    there_at, tries = seen
    expected = {f"c-{case}": list(range(case, alerts, CASES)) for case in range(min(CASES, alerts))}
    whole = [arrived(hook) == expected for hook in (away, there)]
    _say(f"a receiver away for {AWAY_HOURS} h, tried {tries} times: {alerts:,} alerts, "
         f"{'all came in order under the same ids' if whole[0] else 'NOT ALL CAME, or not in order'}")  # fmt: skip
    _say(f"the other receiver: {'all in order' if whole[1] else 'NOT ALL, or not in order'}, "
         f"the last after {there_at:.1f} h of that clock")  # fmt: skip
    return all(whole)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
