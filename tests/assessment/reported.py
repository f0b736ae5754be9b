"""The report of a month computed a second time, from raw events and what the lane wrote; nothing of the report is used.

Like `recomputed`, it takes dates of limits from the case-state records and works out the rest from the events.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.assessment.recomputed import MARKS, STANDING, Recomputed

HERE = ZoneInfo("Asia/Shanghai")
ASKS = re.compile("建议|希望|能否|可否|最好|增加|改进|期待")
Shares = dict[tuple[str, str], tuple[int, int, int | None]]
SHARES = {
    "closing": (("ended",), ("accepted",)),
    "on_time": (("on_time",), ("settled",)),
    "on_time_legal": (("on_time_legal",), ("on_time_legal", "late_legal")),
    "early": (("early",), ("ended",)),
    "active": (("rated",), ("ended",)),
    "taking_part": (("rated", "defaulted"), ("ended",)),
    "good": (("level_3", "level_4", "level_5"), ("rated",)),
    "bad": (("level_1", "level_2"), ("rated",)),
    "rectified": (("tickets_on_time",), ("tickets_due",)),
    "called_back": (("called_back",), ("real_name",)),
    "faster_than_promise": (("saved_promise",), ("limit_promise",)),
    "faster_than_law": (("saved_legal",), ("limit_legal",)),
}


class Reported:
    """The tables of the report."""

    def __init__(self, month: Recomputed) -> None:
        self.month, self.book = month, month.book
        self.first = datetime.combine(month.first, datetime.min.time(), HERE)
        self.next = datetime.combine(month.next, datetime.min.time(), HERE)
        self.ratings = [
            row
            for row in month.latest("rating.", "rating_id").to_dict("records")
            if row["status"] != "withdrawn" and self._in(row["rated_at"])
        ]
        self.given = [row for row in self.ratings if row["status"] == "valid" and not row["historical"]]

    def indicators(self) -> Shares:
        """(unit or *, indicator) → numerator, denominator, hundredths of a percent."""
        units = {dept: Counter(counts) for dept, counts in self.month.units.items()}
        for dept, name in (*self._kept_the_law(), *self._called_back()):
            units.setdefault(dept, Counter())[name] += 1
        whole: Counter[str] = Counter()
        for counts in units.values():
            whole.update(counts)
        return {
            (scope, name): _share(name, counts)
            for scope, counts in {"*": whole, **units}.items()
            for name in SHARES
            if scope
        }

    def by_grade(self) -> dict[str, tuple[int, ...]]:
        """Unit → ratings of grade 5 to 1, default ones, those that do not count."""
        names = [*(f"level_{level}" for level in MARKS), "defaulted", "left_out"]
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.ratings:
            counts = row["status"] == "valid" and not row["historical"]
            name = f"level_{row['level']}" if counts else "left_out"
            name = "defaulted" if row["status"] == "default" else name
            for dept in ("*", row["dept_code"] or ""):
                found[dept][name] += 1
        return {dept: tuple(counts[name] for name in names) for dept, counts in found.items()}

    def coverage(self) -> dict[str, tuple[int, int]]:
        """Items, units, channels: rated of those there are."""
        there: dict[str, tuple[str, set[Any]]] = {
            "items": ("item_code", self._items()),
            "units": ("dept_code", set(self.book.units)),
            "channels": ("channel", {1, 2, 3, 4, 5, 6, 8, 9, 10}),
        }
        return {
            name: (len({row[field] for row in self.given} & known), len(known))
            for name, (field, known) in there.items()
        }

    def without_event(self) -> set[tuple[str, str]]:
        """Items, units and windows that nothing happened at."""
        busy, windows = set(), set()
        for kind, code, moment in self._places():
            if self.first <= moment < self.next:
                busy.add((kind, code))
            if kind == "window" and self.first - timedelta(days=90) <= moment < self.next:
                windows.add((kind, code))
        there = {("item", code) for code in self._items()} | {("unit", code) for code in self.book.units}
        return (there | windows) - busy

    def problems(self) -> dict[tuple[str, str, str], tuple[int, int, int]]:
        """(kind, rule or label, item) → times, units, weight, where it was more than once."""
        met: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for card in self.month.latest("card.", "card_id").to_dict("records"):
            counts = card["state"] in STANDING and not card["historical"] and card["colour"] != "warning"
            if counts and self._in(card["violated_at"]):
                met["rule", card["rule_id"], card["item_code"] or ""].append(card["dept_code"] or "")
        for row in self.given:
            for label in (row["labels"] or []) if row["level"] <= 2 else []:
                met["label", str(label), row["item_code"] or ""].append(row["dept_code"] or "")
        return {
            name: (len(units), len(set(units)), len(units) * len(set(units)))
            for name, units in met.items()
            if len(units) > 1
        }

    def suggestions(self) -> dict[str, str]:
        """Rating → its text as it was sent, where it is good and asks for something."""
        sent = {
            (each["source"], each["id"]): each["data"].get("text") or ""
            for each in self.month.events
            if each["type"] == "rating.submitted"
        }
        texts = {row["rating_id"]: sent[tuple(row["event"].split(" ", 1))] for row in self._good()}
        return {name: text for name, text in texts.items() if ASKS.search(text)}

    def lists(self) -> set[tuple[str, str, str, int]]:
        """(group, red or black, unit, place)."""
        groups: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        for scope, score in self.month.scores().items():
            if scope.startswith("unit:") and score["rank"]:
                dept = scope.partition(":")[2]
                groups[self.month.group(scope)].append((score["total"], dept, score["rank"]))
        found = set()
        for group, units in groups.items():
            most = min(5, len(units) // 2)
            for total, dept, rank in units:
                if sum(other >= total for other, _, _ in units) <= most:
                    found.add((group, "red", dept, rank))
                if sum(other <= total for other, _, _ in units) <= most:
                    found.add((group, "black", dept, rank))
        return found

    def _in(self, instant: Any) -> bool:
        return isinstance(instant, str) and self.first <= datetime.fromisoformat(instant) < self.next

    def _good(self) -> list[dict[Any, Any]]:
        return [row for row in self.given if row["level"] >= 3]

    def _items(self) -> set[str]:
        day = self.month.day
        return {
            code
            for code, rows in self.book.items.items()
            if any(row.valid_from <= day <= row.valid_to for row in rows)
        }

    def _kept_the_law(self) -> Iterator[tuple[str, str]]:
        ends = {case: end for case, (_, _, end) in self.month.ends.items() if end is not None}
        for row in self.month.latest("case.state", "case_no").to_dict("records"):
            end, due = ends.get(row["case_no"]), row["legal_due_date"]
            if end is None or not isinstance(due, str) or not isinstance(row["start_date"], str):
                continue
            if self.month.first <= end < self.month.next and end <= date.fromisoformat(due):
                yield row["dept_code"] or "", "on_time_legal"

    def _called_back(self) -> Iterator[tuple[str, str]]:
        for row in self.month.latest("ticket.", "ticket_id").to_dict("records"):
            counts = row["kind"] == "bad_rating" and row["state"] != "void" and not row["historical"]
            if counts and self._in(row["opened_at"]):
                dept = row["dept_code"] or ""
                yield dept, "real_name" if row["real_name"] else "anonymous"
                if row["real_name"] and isinstance(row["follow_up"], str) and row["follow_up"]:
                    yield dept, "called_back"

    def _places(self) -> Iterator[tuple[str, str, datetime]]:
        for each in self.month.events:
            if not each["type"].startswith(("case.", "rating.")):
                continue
            moment, data = datetime.fromisoformat(each["time"]), each["data"]
            for kind, name in (("item", "item_code"), ("unit", "dept_code")):
                if data.get(name):
                    yield kind, data[name], moment
            if data.get("window_no"):
                yield "window", f"{data.get('dept_code') or ''} {data['window_no']}", moment


def _share(name: str, counts: Counter[str]) -> tuple[int, int, int | None]:
    said = counts | Counter(rated=sum(counts[f"level_{level}"] for level in MARKS))
    for kind in ("promise", "legal"):
        said[f"saved_{kind}"] = counts[f"limit_{kind}"] - counts["used_days"]
    over, under = (sum(said[each] for each in names) for names in SHARES[name])
    return over, under, int(Fraction(10_000 * over, under)) if under else None
