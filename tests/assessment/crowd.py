"""What a simulated city has not: citizens who say something, and districts down to villages, so that no table of the
report is empty and every level of the region tree has something in it."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from streams.rulebook_folder import load_rulebooks
from tests.simulation.trial import City

UNITS, EACH = 12, 20
BEGIN = datetime(2026, 10, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTES = 31 * 24 * 60
REGIONS = (
    ("430101", "甲县", "430100", "county"),
    ("430101001", "甲县一乡", "430101", "township"),
    ("430101001001", "甲县一乡一村", "430101001", "village"),
    ("430102", "乙县", "430100", "county"),
    ("430102001", "乙县二乡", "430102", "township"),
)
"""Below the city; a unit in five goes to each."""

TEXTS = ("", "很好", "建议增加叫号机", "希望周六开放", "态度不好，最好改进", "能否网上办？")
LABELS = ("101", "108", "110", "208", "209")


def join(city: City, seed: int) -> None:
    """The city's file of events, with what these citizens rate put where it was recorded."""
    lines: list[bytes] = city.places.events.read_bytes().splitlines()
    lines += [json.dumps(each, ensure_ascii=False).encode() for each in rated(city, Random(f"crowd {seed}"))]
    in_order = sorted(lines, key=_recorded)
    city.places.events.write_bytes(b"\n".join(in_order) + b"\n")


def settle(city: City) -> None:
    """Units, and the items they handle, move out to counties, towns and a village; posts are in charge there too."""
    folder = city.places.rulebook
    units = [row["dept_code"] for row in _table(folder / "units.csv")]
    place_of = {unit: REGIONS[at % len(REGIONS)][0] for at, unit in enumerate(units) if at % 2}
    rows = _table(folder / "regions.csv")
    _write(folder / "regions.csv", [*rows, *(dict(zip(rows[0], each, strict=True)) for each in REGIONS)])
    for name in ("units.csv", "items.csv"):
        rows = _table(folder / name)
        _write(
            folder / name,
            [{**row, "region_code": place_of.get(row["dept_code"], row["region_code"])} for row in rows],
        )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rated(city: City, chance: Random) -> Iterator[dict[str, Any]]:
    """Ratings of twelve units; among them default ones, bad ones with labels, and the same one twice."""
    (book,) = load_rulebooks([city.places.rulebook]).rulebooks
    for unit in chance.sample(sorted(book.units), UNITS):
        items = sorted(code for code, rows in book.items.items() if rows[-1].dept_code == unit)
        for number in range(EACH):
            level = chance.choices((1, 2, 3, 4, 5), (2, 2, 3, 8, 25))[0]
            data = {
                "service_number": str(number),
                "assess_number": 1,
                "level": level,
                "channel": chance.choice((1, 2, 4, 5, 6, 8)),
                "is_default": chance.random() < 0.1,
                "text": chance.choice(TEXTS),
                "labels": chance.sample(LABELS, 2) if level <= 2 else [],
                "real_name": chance.random() < 0.5,
                "dept_code": unit,
                "item_code": chance.choice(items) if items else None,
                "window_no": str(chance.randint(1, 3)),
            }
            moment = BEGIN + timedelta(minutes=chance.randrange(MINUTES))
            yield _event(f"{unit}-{number}", moment, data)
            if chance.random() < 0.1:
                yield _event(f"{unit}-{number}-again", moment + timedelta(minutes=5), {**data, "level": 1})


def _event(name: str, moment: datetime, data: dict[str, Any]) -> dict[str, Any]:
    subject = f"service:{name.removesuffix('-again')}"
    return {
        "specversion": "1.0",
        "id": name,
        "source": "terminal",
        "type": "rating.submitted",
        "subject": subject,
        "time": moment.isoformat(),
        "recordedtime": moment.isoformat(),
        "data": data,
    }


def _recorded(line: bytes) -> datetime:
    event = json.loads(line)
    return datetime.fromisoformat(event.get("recordedtime") or event["time"])
