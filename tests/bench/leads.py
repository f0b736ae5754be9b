"""`python -m tests.bench.leads [CASES [SEED]]`: recall and precision of the leads over many cases.

An honest city of the simulator (no planted violations) is judged and archived; over it each cheating pattern is
planted twenty times, from bold to weaker than the rules look for. Recall: planted subjects that were named; precision:
named subjects that were planted. Findings are computed as `liangpai findings` does.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from rules.office import Office
from rules.rulebook import Unit
from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress, parse_dsn
from sinks.findings.finding import Finding
from sinks.records import Record
from streams.archive_client import ArchiveClient
from streams.finding_rounds import look
from tests.assessment.archived import NOBODY, archived
from tests.bench.cheats import CHEATS, HONEST, KINDS, NAME, UNITS, honest
from tests.simulation.trial import simulated
from tests.sinks.samples import SHAPER

EACH = 20
"""Cheats of a pattern."""


def main(cases: int, seed: int) -> None:
    """Make the city, plant, ask, and print."""
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        address = parse_dsn(f"chdb://{folder}/archive?database=bench")
        city = simulated(Path(folder), cases=cases, seed=seed, violations=0)
        made = archived(city, address)
        write(address, planted(seed))
        register = made.court.register(made.now)
        rules = {name: replace(each, enabled=name in CHEATS) for name, each in register.rules.items()}
        units = {**register.units, **kinds_of_units()}
        office = Office(
            replace(register, rules=rules, units=units), made.court.calendar, made.court.zone, made.now
        )
        began = time.monotonic()
        with ArchiveClient(f"{address.dsn}?database={address.database}", NOBODY) as client:
            found = look(client, office).found
        seconds = time.monotonic() - began
    print(
        f"{cases:,} honest cases, {EACH} cheats of each of {len(CHEATS)} patterns, seed {seed}; {seconds:.1f} s"
    )
    for line in told(found):
        print(line)


def planted(seed: int) -> Iterator[Record]:
    """Every cheat, each from a chance of its own, and the honest units and reviewers they are held against."""
    yield from honest(Random(f"{seed} honest"))
    for rule_id, cheat in CHEATS.items():
        for number in range(EACH):
            yield from cheat(f"{NAME}{rule_id}-{number}", Random(f"{seed} {rule_id} {number}"))


def write(address: ArchiveAddress, records: Iterator[Record]) -> None:
    """Into the archive."""
    archive = ClickHouseArchive(address)
    archive.write(SHAPER.shape(list(records)))
    archive.close()


def told(found: list[Finding]) -> Iterator[str]:
    """A row for each rule: planted, named, recall, precision, and the honest that were named."""
    yield f"{'rule':<6} {'planted':>7} {'named':>6} {'recall':>7} {'precision':>9}  honest named"
    for rule_id in CHEATS:
        cheats = {f"{NAME}{rule_id}-{number}" for number in range(EACH)}
        named = {_whom(finding) for finding in found if finding.rule_id == rule_id}
        wrong = sorted(whom for whom in named if not whom.startswith("cheat") or "colleague" in whom)
        precision = f"{(len(named) - len(wrong)) / len(named):9.2f}" if named else f"{'–':>9}"
        recall = len(named & cheats) / EACH
        yield f"{rule_id:<6} {EACH:>7} {len(named):>6} {recall:7.2f} {precision}  {', '.join(wrong[:3])}"


def kinds_of_units() -> dict[str, Unit]:
    """The honest units and those that suppress bad ratings, a few of these in each kind."""
    names = [f"{HONEST}{number}" for number in range(KINDS * UNITS)]
    names += [f"{NAME}A-05-{number}" for number in range(EACH)]
    return {name: Unit(name, name, "R", None, f"kind-{at % KINDS}", None) for at, name in enumerate(names)}


def _whom(finding: Finding) -> str:
    scope = finding.scope
    return scope.person or (scope.identity or "").rpartition(":")[2] or scope.dept_code or ""


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(given[0] if given else 3000, given[1] if len(given) > 1 else 1)
