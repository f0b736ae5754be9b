"""How long a person waits for a whole catalogue: 1,500 items with their stages, materials, fees and guides, loaded
from CSV and from a workbook, and linted."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rules.lint import lint
from rules.rulebook import GUIDE_ELEMENTS
from streams.rulebook_folder import load_rulebook
from streams.rulebook_folder.convert import converted
from tests.rulebook.books import FULL, GUIDE_COLUMNS, HEAD, ITEM_COLUMNS, encoded

MANY = 1500
BUDGET = 3.0  # seconds, for loading
RUNS = 3
FLOW = (
    ("accept", "受理", "handle", ""),
    ("examine", "审查", "review", "accept"),
    ("site", "核查", "review", "accept"),
    ("decide", "决定", "approve", "examine;site"),
)
WORDS = "服务指南要素的文字，说明办理条件、程序和期限，" * 3


def waiting(home: Path) -> list[tuple[str, float]]:
    """(what, seconds), the quickest of a few runs each: what else the machine does is not ours."""
    folder, workbook = home / "catalogue", home / "catalogue.xlsx"
    folder.mkdir()
    for name, content in encoded(_catalogue()).items():
        (folder / name).write_bytes(content)
    loaded = load_rulebook(folder)
    if (len(loaded.rulebook.items), len(loaded.rulebook.staff)) != (MANY, MANY):
        raise ValueError(f"not a catalogue of {MANY:,} items and as many staff")
    workbook.write_bytes(converted(loaded, to_workbook=True)["rulebook.xlsx"])
    return [
        ("load CSV", _quickest(lambda: load_rulebook(folder))),
        ("load XLSX", _quickest(lambda: load_rulebook(workbook))),
        ("lint", _quickest(lambda: lint(loaded.rulebook))),
    ]


def _quickest(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def _catalogue() -> dict[str, str]:
    items = range(MANY)
    return {
        "rulebook.toml": HEAD,
        "items.csv": _table(
            ITEM_COLUMNS,
            (f"{i:06},1,2020-01-01,,事项{i},D{i % 40},,promised,working,12,20,false,,,,," for i in items),
        ),
        "stages.csv": _table(
            _columns("stages"),
            (
                f"{i:06},1,{code},{name},{place},{role},true,false,{after},2"
                for i in items
                for place, (code, name, role, after) in enumerate(FLOW, start=1)
            ),
        ),
        "materials.csv": _table(
            _columns("materials"),
            (f"{i:06},1,M{m},材料{m},true,false,材料{m}原件一份" for i in items for m in range(5)),
        ),
        "fees.csv": _table(_columns("fees"), (f"{i:06},1,F1,S1,50.00" for i in items)),
        "guide.csv": _table(
            GUIDE_COLUMNS, (f"{i:06},1,{','.join(WORDS for _ in GUIDE_ELEMENTS)}" for i in items)
        ),
        "units.csv": _table(_columns("units"), (f"D{i},局{i},,,部门,u{i}" for i in range(40))),
        "staff.csv": _table(
            _columns("staff"),
            (f"u{i},人{i},D{i % 40},在编,岗{i % 3},handler,2020-01-01," for i in range(MANY)),
        ),
    }


def _table(head: str, rows: Iterator[str]) -> str:
    return "\n".join([head, *rows, ""])


def _columns(table: str) -> str:
    return FULL[f"{table}.csv"].splitlines()[0]
