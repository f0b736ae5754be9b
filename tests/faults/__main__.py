"""`make faults`, `make faults-long`: a city is judged while things go wrong; all must be as `check` has it.

Each fault has topics and workers of its own. At the end cards, tickets and states are compared with `check` on the
same events: lost, doubled and wrong must all be 0. The last line is the verdict; exit 1 where something is short.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.faults.away import disk_full, folder_held, server_away
from tests.faults.brokers import broker_stopped, brokers_killed
from tests.faults.changelogs import changelog_cut_off, changelog_torn
from tests.faults.clocks import clock_stepped
from tests.faults.cluster import cluster
from tests.faults.garbage import half_garbage
from tests.faults.killing import coming_and_going, frozen, killed
from tests.faults.outage import away_for_days
from tests.faults.pressure import under_pressure
from tests.faults.stage import Outcome, Size, Stage
from tests.faults.windows import windows
from tests.worker.city import Town, simulated

SHORT = Size(
    cases=10_000, kills=20, moves=4, freezes=2, broker_kills=2, hits=2, away=60, patience=600, burst=5_000
)
LONG = Size(
    cases=112_000,
    kills=110,
    moves=20,
    freezes=6,
    broker_kills=6,
    hits=20,
    away=60,
    patience=2_400,
    burst=20_000,
)
SHOWN = 5


class Fault(NamedTuple):
    """What can be asked for by its letter, and how many brokers it is played on, which are its own."""

    name: str
    play: Callable[[Stage], Outcome]
    brokers: int = 1


FAULTS = {
    "a": Fault("workers killed at random", killed),
    "b": Fault("workers coming and going", coming_and_going),
    "c": Fault("broker stopped", broker_stopped),
    "d": Fault("brokers of three killed", brokers_killed, brokers=3),
    "e1": Fault("ClickHouse server away", server_away),
    "e2": Fault("folder of the archive held by another process", folder_held),
    "f": Fault("disk of the archive full", disk_full),
    "g": Fault("worker frozen, then continued", frozen),
    "h1": Fault("changelog cut off", changelog_cut_off),
    "h2": Fault("changelog with a torn record", changelog_torn),
    "i": Fault("wall clock stepped", clock_stepped),
    "j": Fault("fail points", windows),
    "k": Fault("slow ClickHouse, slow broker, a burst", under_pressure),
    "l": Fault("every second record garbage", half_garbage),
    "m": Fault("no worker for three days", away_for_days),
}


def main() -> int:
    """Play the faults asked for; exit 1 where anything is lost, doubled, wrong or otherwise short."""
    options = _options()
    size = LONG if options.long else SHORT
    if options.cases:
        size = size._replace(cases=options.cases)
    wanted = options.only or [*FAULTS]
    _say(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}; faults {', '.join(wanted)}; {size}")
    with tempfile.TemporaryDirectory(prefix="liangpai-faults-") as name:
        folder = Path(name)
        town = _town(folder, size)
        outcomes = {letter: _played(letter, folder, town, size) for letter in wanted}
    return _verdict(outcomes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="a million events, more of everything")
    parser.add_argument("--only", nargs="+", choices=[*FAULTS], metavar="LETTER", help="these faults only")
    parser.add_argument("--cases", type=int, default=0, help="another number of cases, about 9 events each")
    return parser.parse_args()


def _machine() -> str:
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.system()}"


def _town(folder: Path, size: Size) -> Town:
    began = time.monotonic()
    town = simulated(folder, size.cases)
    _say(f"{town.events:,} events of {size.cases:,} cases simulated in {time.monotonic() - began:.0f} s")
    return town


def _played(letter: str, folder: Path, town: Town, size: Size) -> Outcome:
    fault, began = FAULTS[letter], time.monotonic()
    _say(f"{letter}. {fault.name}")
    try:
        with cluster(folder / f"kafka-{letter}", fault.brokers) as brokers:
            addresses = ",".join(broker.bootstrap for broker in brokers)
            stage = Stage(addresses, folder / letter, town, size, brokers=brokers, say=_say)
            outcome = fault.play(stage)
    except Exception:  # noqa: BLE001 - the other faults are played all the same
        outcome = Outcome("broken off", faults=(traceback.format_exc(),))
    _tell(outcome, time.monotonic() - began)
    return outcome


def _tell(outcome: Outcome, seconds: float) -> None:
    if outcome.skipped:
        _say(f"   not played: {outcome.skipped}")
        return
    _say(f"   {outcome.done}; {seconds:.0f} s")
    if outcome.differences is not None:
        _say(f"   {outcome.differences}")
        for kind in (outcome.differences.lost, outcome.differences.doubled, outcome.differences.wrong):
            for line in kind[:SHOWN]:
                _say(f"     {line[:2_000]}")
    for line in outcome.faults:
        _say(f"     {line}")


def _verdict(outcomes: dict[str, Outcome]) -> int:
    short = [letter for letter, outcome in outcomes.items() if not outcome.good]
    skipped = [letter for letter, outcome in outcomes.items() if outcome.skipped]
    left_out = f"; not played: {', '.join(skipped)}" if skipped else ""
    if short:
        _say(f"short: {', '.join(short)}{left_out}")
        return 1
    _say(
        f"ok: nothing lost, nothing doubled, nothing wrong in {len(outcomes) - len(skipped)} faults{left_out}"
    )
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
