"""Citizens who rate and say something, beside a simulated city: so that no table of the report is empty."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from streams.rulebook_folder import load_rulebooks
from tests.simulation.trial import City

UNITS, EACH = 12, 20
BEGIN = datetime(2026, 10, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTES = 31 * 24 * 60
TEXTS = ("", "很好", "建议增加叫号机", "希望周六开放", "态度不好，最好改进", "能否网上办？")
LABELS = ("101", "108", "110", "208", "209")


def join(city: City, seed: int) -> None:
    """The city's file of events, with what these citizens rate put where it was recorded."""
    lines: list[bytes] = city.places.events.read_bytes().splitlines()
    lines += [json.dumps(each, ensure_ascii=False).encode() for each in rated(city, Random(f"crowd {seed}"))]
    in_order = sorted(lines, key=_recorded)
    city.places.events.write_bytes(b"\n".join(in_order) + b"\n")


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
