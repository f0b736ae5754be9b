"""Named read-only queries: SQL files with typed parameters, bound by ClickHouse, never formatted in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.away import BadQuery
from sinks.clickhouse import open_for_reading, refusal
from sinks.dsn import ArchiveAddress
from sinks.query_parts import with_parts, without_comments

MAX_ROWS = 10_000
PLACEHOLDER = re.compile(r"\{(\w+):(\w+)\}")
DEFAULT = re.compile(r"^ *-- (\w+) = (\S+)$", re.MULTILINE)

Answer = list[dict[str, Any]]


def _whole(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**32:
        raise ValueError(text)
    return number


READERS: Mapping[str, Callable[[str], Any]] = {"String": str, "UInt32": _whole}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that ships with the program; `types` and `defaults` by parameter name."""

    name: str
    summary: str
    sql: str
    types: Mapping[str, str]
    defaults: Mapping[str, str]

    def bind(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The parameters as typed values, `limit` at most MAX_ROWS. Raises BadQuery."""
        texts = {**self.defaults, **given}
        if strange := sorted(texts.keys() - self.types.keys()):
            raise BadQuery(f"query {self.name} takes {', '.join(self.types)}, not {strange[0]!r}")
        if missing := sorted(self.types.keys() - texts.keys()):
            raise BadQuery(f"query {self.name} needs the parameter {missing[0]!r}")
        values = {name: self._read(name, text) for name, text in texts.items()}
        values["limit"] = min(values["limit"], MAX_ROWS)
        return values

    def _read(self, name: str, text: str) -> Any:
        kind = self.types[name]
        try:
            return READERS[kind](text)
        except ValueError:
            raise BadQuery(f"parameter {name} of query {self.name} is {text!r}, expected {kind}") from None


Queries = Mapping[str, NamedQuery]


@cache
def shipped_queries() -> Queries:
    """All named queries of the archive itself, by name."""
    folder = files("sinks.queries")
    return {
        query.name: query
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".sql")
        for query in [_parse(file.name.removesuffix(".sql"), file.read_text("utf-8"))]
    }


def query_named(name: str, queries: Queries | None = None) -> NamedQuery:
    """The query of that name, of these or of the archive's own. Raises BadQuery."""
    known = shipped_queries() if queries is None else queries
    try:
        return known[name]
    except KeyError:
        raise BadQuery(f"there is no query {name!r}, there are {', '.join(known)}") from None


class Reader:
    """Answers named queries on a connection of its own. Blocking; used by one thread at a time.

    `queries` are those it knows: the archive's own where none are given.
    """

    def __init__(self, address: ArchiveAddress, queries: Queries | None = None) -> None:
        self._address = address
        self.queries = shipped_queries() if queries is None else queries
        self._client: Client | None = None

    def run(self, name: str, given: Mapping[str, str]) -> Answer:
        """Rows as JSON-ready dicts: instants RFC 3339 in UTC, milliseconds; dates YYYY-MM-DD; absent null.

        Raises BadQuery for a wrong name or parameter, ArchiveAway if ClickHouse does not answer.
        """
        query = query_named(name, self.queries)
        values = query.bind(given)
        try:
            if self._client is None:
                self._client = open_for_reading(self._address)
            found = self._client.query(query.sql, parameters=values)
        except (ClickHouseError, OSError) as error:
            self.close()
            raise refusal(self._address, "does not answer", error) from error
        return [_plain_row(found.column_names, row) for row in found.result_rows]

    def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _parse(name: str, text: str) -> NamedQuery:
    whole = with_parts(text, "sinks.queries")
    sql = without_comments(whole)
    summary = text.splitlines()[0].removeprefix("-- ")
    return NamedQuery(name, summary, sql, dict(PLACEHOLDER.findall(sql)), dict(DEFAULT.findall(whole)))


def _plain_row(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in zip(names, row, strict=True)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    return value.isoformat() if isinstance(value, date) else value
