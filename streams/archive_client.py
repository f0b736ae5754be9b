"""Reading the archive, whoever has it.

A server is asked directly, an embedded folder through the process that writes. The same named queries
(sinks/queries) and panels (dashboards/panels) answer on both ways.
"""

import os
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from dashboards.catalogue import panel_queries
from sinks.asking import SETTING, header_of, token_of
from sinks.away import ArchiveAway, BadQuery
from sinks.dsn import ArchiveAddress, parse_dsn
from sinks.named_queries import Answer, Queries, Reader, shipped_queries
from sinks.settings import Settings
from streams.exits import Barred, Misuse, Unavailable
from streams.legal import sink_address

PATIENCE = 35.0
_START_SERVER = "start it"
_START_SINK = "start the sink that writes it, or name its address with --http (LIANGPAI_ARCHIVE_HTTP)"
_OR_NAME = "or name the archive with --clickhouse-dsn (CLICKHOUSE_DSN)"
JUDGE_FILES = "judge files with --events"
"""What commands can do that read files as well."""


class _Reply(msgspec.Struct):
    rows: Answer = []
    error: str | None = None


def archive_address(dsn: str) -> ArchiveAddress:
    """The parsed CLICKHOUSE_DSN. Raises Misuse."""
    try:
        return parse_dsn(dsn)
    except ValueError as wrong:
        raise Misuse(str(wrong)) from wrong


def known_queries() -> Queries:
    """Every query that is answered: the archive's own, and the panels."""
    return {**shipped_queries(), **panel_queries()}


class ArchiveClient:
    """Answers from the archive as JSON-ready rows: instants RFC 3339 in UTC, dates YYYY-MM-DD, absent null.

    `dsn` is CLICKHOUSE_DSN, `http` the LIANGPAI_HTTP of the process that writes an embedded archive; `token_file` has
    the token it asks for, that of the settings where none is given. Every call raises Unavailable, naming the
    addresses tried, where nobody answers, Barred where the token is another, and Misuse for a query or parameter that
    is not there.
    Close it, or use it as a context: an embedded folder that nobody held is held until then. `or_else` is what a
    person can do without an archive, told where nobody answers.
    """

    def __init__(self, dsn: str, http: str, *, or_else: str = "", token_file: Path | None = None) -> None:
        self._address = archive_address(dsn)
        self._http = http
        self._token_file = token_file
        self._or_else = f"{_OR_NAME}, or {or_else}" if or_else else _OR_NAME
        self._reader = Reader(self._address, known_queries())

    def __enter__(self) -> "ArchiveClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_embedded(self) -> bool:
        """Whether the archive is a folder, which one process at a time can hold."""
        return self._address.folder is not None

    @property
    def folder(self) -> Path | None:
        """The folder of an embedded archive."""
        return self._address.folder

    @property
    def shown(self) -> str:
        """Its address without a password."""
        return self._address.shown

    def close(self) -> None:
        """Let go of the archive."""
        self._reader.close()

    def events_of_case(self, subject: str) -> Answer:
        """All archived events of a subject, in the order recorded; `value` is the event's JSON line."""
        return self.run("events_of_case", subject=subject)

    def card(self, card_id: str) -> dict[str, Any] | None:
        """The current record of a card, with all its `revisions`, the first first; None if there is none."""
        revisions = self.run("card", card_id=card_id)
        return {**revisions[-1], "revisions": revisions} if revisions else None

    def run(self, name: str, **parameters: str | int) -> Answer:
        """The rows of a named query."""
        texts = {key: str(value) for key, value in parameters.items()}
        try:
            if self._address.folder is None:
                return self._reader.run(name, texts)
            return self._embedded(name, texts)
        except BadQuery as wrong:
            raise Misuse(str(wrong)) from wrong
        except ArchiveAway as away:
            raise Unavailable(f"{_why(self._address, away)}; {_START_SERVER}, {self._or_else}") from away

    def _embedded(self, name: str, texts: Mapping[str, str]) -> Answer:
        """The writing process over HTTP; if nobody answers there, the folder itself."""
        try:
            return _ask(self._http, name, texts, self._token())
        except (OSError, HTTPException, msgspec.DecodeError):
            try:
                return self._reader.run(name, texts)
            except ArchiveAway as away:
                nobody = f"nobody answers at http://{self._http}"
                why = f"the archive does not answer: {nobody}, and {_why(self._address, away)}"
                raise Unavailable(f"{why}; {_START_SINK}, {self._or_else}") from away

    def _token(self) -> str | None:
        return token_of(self._token_file or Settings.read(os.environ).archive_token_file)


def _why(address: ArchiveAddress, away: ArchiveAway) -> str:
    """ClickHouse's own refusal as it stands; where it was not reached at all, that, without a library's words."""
    cause = away.__cause__
    if cause is None or isinstance(cause, ImportError) or getattr(cause, "code", None):
        return str(away)
    return f"ClickHouse does not answer at {address.shown}"


def _ask(http: str, name: str, texts: Mapping[str, str], token: str | None) -> Answer:
    host, port = sink_address(http)
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/query/{name}?{urlencode(texts)}", headers=header_of(token))
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return _rows(http, response.status, body, token)


def _rows(http: str, status: int, body: bytes, token: str | None) -> Answer:
    if status == 401:
        raise Barred(
            f"the archive at http://{http} asks for a token, and {'none' if token is None else 'another one'} was "
            f"given; set {SETTING} to the file that the sink there has (that of `up` is archive.token in its --home)."
        )
    if status not in (200, 400, 503):
        raise HTTPException(f"status {status}")
    reply = msgspec.json.decode(body, type=_Reply)
    if status == 400:
        raise BadQuery(reply.error or "refused")
    if status == 503:
        raise Unavailable(f"the archive at http://{http} does not answer: {reply.error}")
    return reply.rows
