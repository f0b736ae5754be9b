"""A simulated city in an archive, and its figures counted again from what the lane wrote, in plain Python."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from clickhouse_connect.driver.client import Client

from dashboards.catalogue import Panel
from sinks.clickhouse import open_for_writing
from sinks.dsn import ArchiveAddress, parse_dsn
from tests.assessment.archived import Archived, archived, folder_of
from tests.simulation.trial import City, simulated

ZONE = ZoneInfo("Asia/Shanghai")
NEVER = datetime(2299, 12, 31, tzinfo=UTC)
STANDING = frozenset({"issued", "answered", "appealed", "stands"})
OVER = frozenset({"closed", "void"})
Row = Mapping[str, Any]


class Span:
    """A period, and the moment that is now."""

    def __init__(self, since: str, until: str, now: str) -> None:
        self.since, self.until, self.now = (datetime.fromisoformat(text) for text in (since, until, now))
        self.choice = {"since": since, "until": until, "now": now}

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    @property
    def first(self) -> date:
        return self.since.astimezone(ZONE).date()

    @property
    def last(self) -> date:
        return (self.until - timedelta(milliseconds=1)).astimezone(ZONE).date()

    def holds(self, text: str | None) -> bool:
        """Whether an instant lies in it."""
        return text is not None and self.since <= datetime.fromisoformat(text) < self.until


class Count:
    """The newest revision of everything a lane wrote, by its kind."""

    def __init__(self, outputs: Iterable[Row]) -> None:
        newest: dict[tuple[str, str], dict[str, Any]] = {}
        for event in outputs:
            kind = str(event["type"]).split(".")[0]
            data = {"case_no": event["subject"], **event["data"], "subject": event["subject"]}
            key = (kind, str(data.get(f"{kind}_id") or data["case_no"]))
            if data.get("revision", 1) >= newest.get(key, {}).get("revision", 0):
                newest[key] = data
        self._kinds: dict[str, list[dict[str, Any]]] = {}
        for (kind, _), data in newest.items():
            self._kinds.setdefault(kind, []).append(data)

    def cases(self) -> list[dict[str, Any]]:
        """Cases that have begun, each with the day on which it ended."""
        return [
            {**case, "ended": _first_day(case["decided_at"], case["closed_at"])}
            for case in self._kinds["case"]
            if case["start_date"]
        ]

    def cards(self, span: Span, *, standing: bool = True) -> list[dict[str, Any]]:
        """Cards of the period that are no history."""
        return [
            card
            for card in self._kinds["card"]
            if not card["historical"]
            and span.holds(card["violated_at"])
            and (card["state"] in STANDING or not standing)
        ]

    def revoked(self, span: Span) -> set[str]:
        """Cases whose lateness a person revoked or a deviation mutes."""
        return {
            card["subject"]
            for card in self._kinds["card"]
            if card["rule_id"] in {"T-04", "T-05", "C-01"}
            and card["state"] in {"revoked", "muted"}
            and span.holds(card["violated_at"])
        }

    def ratings(self, span: Span) -> list[dict[str, Any]]:
        return [rating for rating in self._kinds["rating"] if span.holds(rating["rated_at"])]

    def tickets(self) -> list[dict[str, Any]]:
        return [ticket for ticket in self._kinds["ticket"] if not ticket["historical"]]

    def leads(self) -> list[dict[str, Any]]:
        return self._kinds.get("lead", [])


def _first_day(*instants: str | None) -> date:
    moments = [datetime.fromisoformat(each) for each in instants if each]
    return min(moments, default=NEVER).astimezone(ZONE).date()


def due_of(ticket: Row) -> datetime | None:
    """The deadline of the step a ticket is in; none where nobody has to do anything."""
    state = ticket["state"]
    wanted = {
        "assigned": ("verify_due", "rectify_due"),
        "verifying": ("verify_due", "rectify_due"),
        "appealed": ("appeal_decide_due",),
        "rectifying": ("rectify_due",),
        "reopened": ("rectify_due",),
        "submitted": ("review_due",),
        "follow_up": ("follow_up_due",),
    }.get(state, ())
    contact = () if state in {"submitted", "follow_up"} or ticket["contacted_at"] else ("contact_due",)
    dues = [datetime.fromisoformat(ticket[name]) for name in (*wanted, *contact) if ticket.get(name)]
    return min(dues, default=None)


class Place:
    """A simulated city in an archive of its own, and who asks it."""

    def __init__(self, city: City, made: Archived, client: Client) -> None:
        self.city, self.made, self.client = city, made, client
        self.count = Count(made.outputs)

    def ask(self, panel: Panel, span: Span, sql: str | None = None, **chosen: str) -> list[dict[str, Any]]:
        """The answer of a panel, a row a dict."""
        query = panel.query
        values = query.bind(panel.given({**span.choice, **chosen}))
        found = self.client.query(sql or query.sql, parameters=values)
        return [dict(zip(found.column_names, row, strict=True)) for row in found.result_rows]


def settled(engine: Path, folder: Path, *, seed: int, cases: int, database: str) -> Place:
    """Make the city and archive it."""
    address = parse_dsn(f"chdb://{engine}?database={database}")
    city = simulated(folder_of(folder, seed), cases=cases, seed=seed)
    made = archived(city, address)
    return Place(city, made, open_for_writing(address))


def drop(address: ArchiveAddress) -> None:
    """Leave nothing of it."""
    with closing(open_for_writing(address)) as client:
        client.command(f"DROP DATABASE IF EXISTS {address.database} SYNC")


def tally(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, int]:
    """How many rows have each value."""
    found: dict[Any, int] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), 0) + 1
    return found


def columns_of(rows: Sequence[Row]) -> list[str]:
    return list(rows[0]) if rows else []
