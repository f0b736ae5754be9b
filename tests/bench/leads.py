"""`python -m tests.bench.leads [CASES [SEED]]`: recall and precision of the leads over many cases.

A careless city of the simulator (violations planted in every case, so that there are bad ratings, late cases and
appeals; nobody fakes anything) in which each pattern of cheating is planted up to twenty times, from bold to weaker
than the rules look for. All of it is judged and archived, and findings are computed as `liangpai findings` does.
Recall: planted subjects that were named; precision: named subjects that were planted. E-02 is held against the cards.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from rules.month_desk import MonthState
from rules.office import Office
from rules.rulebook import Rulebook
from sinks.dsn import parse_dsn
from sinks.findings.finding import Finding
from sinks.records import Record
from streams.archive_client import ArchiveClient
from streams.finding_rounds import look
from streams.simulation.cheats.register import CHEATS
from streams.simulation.truth import PlantedCheat
from tests.assessment.archived import NOBODY, Archived, archived
from tests.assessment.recomputed import STANDING
from tests.simulation.trial import City, simulated
from tests.sinks.planted import closed_month

EACH = 20
"""Cheats of a pattern, where the city has room for so many."""

LAST, COUNTED = "E-03", "E-02"
GROUP = 25
"""Units that are ranked with one another, in the months that are closed: the last fifth is five."""

CLOSED = ("2026-09", "2026-10")


def main(cases: int, seed: int) -> None:
    """Make the city, plant, ask, and print."""
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        dsn = f"chdb://{folder}/archive?database=bench"
        city, made = careless(Path(folder), dsn, cases, seed)
        found, seconds = measured(made, dsn, seed)
        cheats = [each for each in city.truth.cheats if each.rule_id != COUNTED]
        cheats += [*fallen(), *with_three_yellow(made.outputs)]
    print(f"{cases:,} cases, {len(cheats)} cheats, seed {seed}; the round took {seconds:.1f} s")
    for line in told(cheats, found):
        print(line)


def careless(folder: Path, dsn: str, cases: int, seed: int) -> tuple[City, Archived]:
    """The city, judged and archived; of two months, so that units have ratings enough to be compared."""
    city = simulated(folder, cases=cases, seed=seed, months=2, violations=1000, cheats=EACH)
    return city, archived(city, parse_dsn(dsn))


def measured(made: Archived, dsn: str, seed: int) -> tuple[list[Finding], float]:
    """What is found in it, with two months closed in which some fall behind, and how long the asking took."""
    made.write(ranked(seed))
    court = made.court
    office = Office(all_rules(court.register(made.now)), court.calendar, court.zone, made.now)
    with ArchiveClient(dsn, NOBODY) as client:
        began = time.monotonic()
        found = look(client, office, {member: member for member in office.register.staff}).found
        return found, time.monotonic() - began


def fallen() -> list[PlantedCheat]:
    """Whom the closed months ought to name."""
    return [PlantedCheat(LAST, f"dept:falling-{number}", 1.0) for number in range(GROUP // 5)]


def with_three_yellow(outputs: Iterable[Mapping[str, Any]]) -> Iterator[PlantedCheat]:
    """Whom the cards themselves name: three yellow ones of a person, standing, in a month; planted or not."""
    cards = {each["data"]["card_id"]: each["data"] for each in outputs if each["type"].startswith("card.")}
    months = Counter(
        (card["responsible"]["staff_id"], card["violated_at"][:7])
        for card in cards.values()
        if card["colour"] == "yellow" and card["state"] in STANDING and not card["historical"]
    )
    for person in sorted({person for (person, _), cards in months.items() if person and cards >= 3}):
        yield PlantedCheat(COUNTED, f"person:{person}", 1.0)


def all_rules(register: Rulebook) -> Rulebook:
    """With the rules in force that are measured, and no others."""
    wanted = {*CHEATS, LAST}
    return replace(
        register, rules={name: replace(each, enabled=name in wanted) for name, each in register.rules.items()}
    )


def ranked(seed: int) -> Iterator[Record]:
    """Two closed months in which five units of twenty-five are last in both; the others change places."""
    chance = Random(seed)
    for month in CLOSED:
        others = [f"changing-{number}" for number in range(GROUP - GROUP // 5)]
        chance.shuffle(others)
        names = [*others, *(f"falling-{number}" for number in range(GROUP // 5))]
        ranks = {name: place for place, name in enumerate(names, 1)}
        yield from closed_month(month, ranks, MonthState.CLOSED, ranked=GROUP)


def told(cheats: Sequence[PlantedCheat], found: Sequence[Finding]) -> Iterator[str]:
    """A row for each rule: planted, named, recall, precision, and who was named though not planted."""
    yield f"{'rule':<6} {'planted':>7} {'named':>6} {'recall':>7} {'precision':>9}  named besides"
    for rule_id in [*CHEATS, LAST]:
        planted = {cheat.whom for cheat in cheats if cheat.rule_id == rule_id}
        named = named_by(found, rule_id)
        besides = sorted(named - planted)
        precision = f"{1 - len(besides) / len(named):9.2f}" if named else f"{'–':>9}"
        recall = len(named & planted) / len(planted)
        yield f"{rule_id:<6} {len(planted):>7} {len(named):>6} {recall:7.2f} {precision}  {', '.join(besides[:3])}"


def named_by(found: Sequence[Finding], rule_id: str) -> set[str]:
    """Whom the findings of a rule name, as the truth says it."""
    return {_whom(finding) for finding in found if finding.rule_id == rule_id}


def _whom(finding: Finding) -> str:
    scope = finding.scope
    if scope.person:
        return f"person:{scope.person}"
    if scope.identity:
        return f"identity:{scope.identity.rpartition(':')[2]}"
    return f"dept:{scope.dept_code or finding.dept_code}"


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(given[0] if given else 3000, given[1] if len(given) > 1 else 1)
