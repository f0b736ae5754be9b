"""`make faults`: SIGKILL of random workers while a city's traffic is judged; the cards must be those of `check`.

The events lie on the topics before the first worker starts, so stream time runs record by record; two workers are
killed at random moments and started again at once. Nothing may be lost, doubled or wrong.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from streams.services import kafka
from tests.worker.city import City, judged_by_check, standing, wait_until_judged
from tests.worker.running import Worker, running


def main() -> int:
    """Run once; exit 1 where anything differs."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="liangpai-faults-") as name,
        kafka(Path(name) / "kafka") as service,
    ):
        city = City(service.bootstrap, "faults-", Path(name), options.cases)
        city.send(city.places.events)
        _say(f"{city.events:,} events of {options.cases:,} cases lie on the topics, 12 partitions")
        with running([city.worker("one"), city.worker("two")]) as workers:
            _kill(workers, options.kills, random.Random(options.seed))
            until = int(time.time() * 1000)
            wait_until_judged(workers, until, options.patience)
            cards = city.cards()
            codes = [worker.stop() for worker in workers]
        return _compare(
            standing(cards, until), judged_by_check(city.places, until, Path(name) / "out"), codes
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="about 9 events each (default: 20000)")
    parser.add_argument("--kills", type=int, default=20, help="how many workers to kill (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: 1)")
    parser.add_argument(
        "--patience", type=float, default=600, help="seconds to wait for the end (default: 600)"
    )
    return parser.parse_args()


def _kill(workers: list[Worker], kills: int, moments: random.Random) -> None:
    for number in range(1, kills + 1):
        time.sleep(moments.uniform(0.5, 3))
        victim = moments.choice(workers)
        victim.kill_and_start_again()
        _say(f"  kill {number} of {kills}: worker {victim.name}")
    for worker in workers:
        worker.wait_until_ready()


def _compare(
    found: dict[str, dict[str, object]], expected: dict[str, dict[str, object]], codes: list[int]
) -> int:
    lost, extra = expected.keys() - found.keys(), found.keys() - expected.keys()
    wrong = [name for name in expected.keys() & found.keys() if expected[name] != found[name]]
    _say(
        f"{len(expected):,} standing cards by check: {len(lost)} lost, {len(extra)} extra, {len(wrong)} wrong"
    )
    for name in [*sorted(lost), *sorted(extra), *sorted(wrong)][:5]:
        _say(f"  {name}: worker {found.get(name)}, check {expected.get(name)}")
    _say(f"workers stopped with exit codes {codes}")
    exact = not (lost or extra or wrong or any(codes))
    _say("ok: nothing lost, nothing doubled, nothing wrong" if exact else "short: see above")
    return 0 if exact else 1


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
