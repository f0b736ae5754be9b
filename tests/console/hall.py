"""The console on a lane and an archive in this process: what is done on a page is decided, archived, and seen.

No Kafka between them: what the desk sends is what the lane takes at once. The rest is as in a deployment.
"""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uvicorn
from fastapi import FastAPI

from rules.assessment.frozen import Frozen, manifest_of, pieces_of
from rules.assessment.periods import Month
from rules.court import Court
from rules.lane import Lane, Record
from rules.month_desk import MonthRecord
from rules.outputs import DeadLetter as DeadLetterSaid
from rules.outputs import Output, dead_letter, piece
from rules.privacy import Border
from rules.rulebook import Rulebook
from sinks.archive import ClickHouseArchive
from sinks.records import Record as SinkRecord
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor
from streams.assessment.lag import Lag, lag_of
from streams.assessment.months import month_record
from streams.calendar_source import built_in_calendar
from streams.console.console import Console
from streams.console.router import console_router
from streams.console.shelf import Shelf
from streams.dead_letters import Letter as DeadLetter
from streams.dead_letters import Wanted, letter_of
from streams.exits import Unavailable
from streams.feeds.access import AccessLog
from streams.intake.desk import Desk
from streams.intake.door import ArchivePlace
from streams.intake.outcomes import Outcomes
from streams.people.people import People
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.rulebook_folder.load import LoadedRulebook
from streams.rulebook_records import PublishedRulebook
from streams.rulebook_topic import Published
from streams.sending import Address, Letter
from tests.people.place import PASSWORD, SECRET, Clock, people, user
from tests.sinks.samples import SHAPER

NOBODY = "127.0.0.1:1"
KEY = Key.of(SECRET)
USERS = (
    "u90", "u91", "u92", "u93", "u04", "u05", "u06", "u07", "u09", "u95", "u96", "u98", "u99",
)  # fmt: skip
"""Supervisors, adjudicators of two departments, three of 430100-ZJ, a handler and the head of 430100-SJ; inspection,
discipline inspection, HR, and the administrator."""

WRITTEN = ("assessments", "dead-letters")
"""Outputs that the console itself writes."""

EVIL = '<img src=x onerror="alert(1)"></textarea><script>alert(2)</script>'


class Hall:
    """A deployment of one office; `away` are the parts that do not answer now: kafka, archive."""

    def __init__(self, folder: Path, dsn: str, archive: ClickHouseArchive) -> None:
        loaded = _shipped()
        self._published = Published((PublishedRulebook(loaded, 0, 0),), (), None, {})
        self.runner = asyncio.Runner()
        self.away: set[str] = set()
        self.lag: Lag | None = None
        self._letters: list[tuple[bytes, int]] = []
        self._taken: list[bytes] = []
        self.looked: list[dict[str, Any]] = []
        self.held: list[Letter] | None = None
        self.people = _people(folder)
        self._numbers = count(1)
        self._archive, self._dsn = archive, dsn
        self._lane = Lane(Court((loaded.rulebook,), built_in_calendar(), Border()), {}, keeps_all=True)
        self.outcomes = Outcomes(Address(NOBODY, "", 1))
        desk = Desk(KEY, Address(NOBODY, "", 1), self._send, self.outcomes, seconds=0.2)
        self.shelf = Shelf(ArchivePlace(dsn, NOBODY), lambda: self._published)
        self.console = self._console(desk, self.shelf)
        self.app = FastAPI()
        self.app.include_router(console_router(self.console))

    def close(self) -> None:
        """Let go of the loop."""
        self.runner.close()

    def event(self, kind: str, subject: str, days_ago: float = 0, /, **data: Any) -> None:
        """Something that happened then, and comes in now."""
        number, at = next(self._numbers), datetime.now(UTC) - timedelta(days=days_ago)
        event = {
            "specversion": "1.0", "id": f"e-{number}", "source": "approval/430100", "type": kind, "subject": subject,
            "time": at.isoformat(), "recordedtime": at.isoformat(), "data": data,
        }  # fmt: skip
        topic = "desk-actions" if kind.startswith("desk.") else f"{kind.partition('.')[0]}-events"
        self._take(topic, subject, json.dumps(event, ensure_ascii=False).encode())
        self.shelf.forget()

    def late_case(self, subject: str, days_ago: float = 40, **data: Any) -> None:
        """A case of 430100-ZJ accepted 40 days ago, still open: promise and legal limit are over."""
        said = {"item_code": "430100-0001", "voucher_no": "v", "staff_id": "u04", "dept_code": "430100-ZJ"}
        self.event("case.accepted", subject, days_ago, **said | data)

    def paused_case(self, subject: str) -> None:
        """A late case that was paused for most of its days, and decided yesterday."""
        self.late_case(subject)
        said = {"reason_code": "hearing", "staff_id": "u04", "dept_code": "430100-ZJ"}
        self.event("case.suspended", subject, 39, **said, approver_id="u06", notice_no="N-1")
        self.event("case.resumed", subject, 2, **said)
        self.event(
            "case.decided", subject, 1, result="approved", staff_id="u06", dept_code="430100-ZJ", doc_no="D-1"
        )

    def refused(self, number: int, reason: str) -> str:
        """A dead letter that holds what the lane has taken: its cause was mended since. The letter's id."""
        said = DeadLetterSaid(
            reason=reason, path="/time", original=KEY.seal(self._taken[0]), sealed=True, topic="case-events",
            partition=0, offset=1_000_000 + number, file=None, source="approval/430100",
        )  # fmt: skip
        made = dead_letter(said, f"letter-{number}", "c-1", self.console.clock(), self.shelf.court().zone)
        self._letters.append((made.value, made.stamp))
        self._archive.write(SHAPER.shape([_as_record(made)]))
        return f"letter-{number}"

    def publish(self, month: Month, kind: str = "month_publish", actor: str = "u90") -> None:
        """Publish or close the month, as `liangpai assess` does: the figures first, then the action that names them."""

        def frozen(archive: ArchiveClient) -> tuple[Frozen, MonthRecord | None, Rulebook]:
            assessor = Assessor(archive, self.shelf.court(), self.console.clock())
            record, book = month_record(archive, month), assessor.book(month)
            return assessor.compute(month, book, record), record, book

        made, record, book = self.runner.run(self.shelf.asked(frozen))
        zone, now = self.shelf.court().zone, self.console.clock()
        manifest = manifest_of(made, zone.iso(now), record.revision if record else 0, book.rulebook_hash)
        pieces = [
            piece(each, f"{each.number:05}", now, zone) for each in pieces_of(made, manifest, str(month))
        ]
        self._archive.write(SHAPER.shape([_as_record(each) for each in pieces]))
        said = {"actor_id": actor, "month": str(month), "manifest": msgspec.to_builtins(manifest)}
        self.event(f"desk.{kind}", month.subject, 0, **said)

    def card(self, subject: str, rule_id: str = "T-05") -> str:
        """The id of the case's card."""
        rows = self.archived("cards_of_case", subject=subject)
        return next(str(row["card_id"]) for row in rows if row["rule_id"] == rule_id)

    def archived(self, query: str, **parameters: str) -> list[dict[str, Any]]:
        """Rows of a named query."""
        return self.runner.run(self.shelf.rows(query, **parameters))

    def browser(self, staff_id: str | None = None) -> "Browser":
        """A browser; signed in as this person."""
        made = Browser(self)
        if staff_id is not None:
            answer = made.send("/console/login", staff_id=staff_id, password=PASSWORD)
            assert answer.status_code == 303, answer.text
        return made

    @contextmanager
    def served(self) -> Iterator[str]:
        """The console on a port of its own, for browsers: its address. It reads; what is sent finds no Kafka."""
        shelf = Shelf(ArchivePlace(self._dsn, NOBODY), lambda: self._published)
        console = self._console(self.console.desk, shelf)
        app = FastAPI()
        app.include_router(console_router(console))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/console/"
            server.should_exit = True
            thread.join()

    def hold_actions(self) -> None:
        """What people do lies on its topic undecided, until `let_through`."""
        self.held = []

    def lose_the_archive(self) -> None:
        """Nobody answers for it any more."""
        gone = Shelf(ArchivePlace(f"http://{NOBODY}/liangpai", NOBODY), lambda: self._published)
        object.__setattr__(self.console, "shelf", gone)

    def let_through(self) -> None:
        """What was held back on its way is decided now."""
        held, self.held = self.held or [], None
        for letter in held:
            self._take(letter.topic, letter.key, letter.value)
        self.shelf.forget()

    def _lag(self) -> Lag:
        """How far workers and the sink are behind, where a test says so; else Kafka is asked, which is not there."""
        return self.lag or lag_of(Address(NOBODY, "", 1))

    def _console(self, desk: Desk, shelf: Shelf) -> Console:
        log = AccessLog(KEY, self._send)
        return Console(self.people, desk, shelf, log, KEY, self._lag, self._send, self._dead)

    def _dead(self, wanted: Wanted) -> list[DeadLetter]:
        """The dead letters so far, as their topic has them."""
        if "kafka" in self.away:
            raise Unavailable("Kafka at 127.0.0.1:1 does not answer.")
        found = {each.id: each for each in (letter_of(value, at, 0) for value, at in self._letters)}
        return [each for each in found.values() if wanted.takes(each)]

    async def _send(self, letters: Sequence[Letter]) -> None:
        if "kafka" in self.away:
            raise Unavailable("Kafka at 127.0.0.1:1 does not answer.")
        for letter in letters:
            assert letter.value is not None
            if letter.topic == "access-log":
                self.looked.append(json.loads(letter.value)["data"])
            elif letter.topic in WRITTEN:
                self._letters += [(letter.value, letter.stamp)] if letter.topic == "dead-letters" else []
                self._archive.write(SHAPER.shape([_sent(letter)]))
            elif self.held is not None:
                self.held.append(letter)
            else:
                self._take(letter.topic, letter.key, letter.value)

    def _take(self, topic: str, subject: str | None, value: bytes | None) -> None:
        now = time.time_ns() // 1_000_000
        self._taken.append(value or b"")
        record = Record(topic, 0, next(self._numbers), (subject or "").encode(), value, now)
        self._lane.take(record)
        self._lane.judge_backlog()
        self._lane.advance(now)
        outputs = self._lane.end_turn().outputs
        self._letters += [(each.value, each.stamp) for each in outputs if each.topic == "dead-letters"]
        self._archive.write(SHAPER.shape([record, *map(_as_record, outputs)]))
        self.outcomes.take(
            "action-outcomes", [each.value for each in outputs if each.topic == "action-outcomes"]
        )


@cache
def _shipped() -> LoadedRulebook:
    return load_rulebook(shipped_rulebook())


def _as_record(output: Output) -> Record:
    return Record(output.topic, 0, 0, output.key.encode(), output.value, output.stamp)


def _sent(letter: Letter) -> SinkRecord:
    return SinkRecord(letter.topic, 0, 0, (letter.subject or "").encode(), letter.value, letter.stamp)


def _people(folder: Path) -> People:
    made = people(folder, Clock())
    for name in USERS:
        made.users.put(name, lambda _, name=name: user(name))  # type: ignore[misc]
    made.users.put("new", lambda _: user("new", must_change=True))
    return made


class Browser:
    """One person's browser: keeps cookies, follows nothing by itself, runs no script."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.cookies = httpx.Cookies()

    def get(self, where: str, **headers: str) -> httpx.Response:
        """Open an address."""
        return self._asked("GET", where, headers=headers)

    def send(self, where: str, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        """Send a form's fields as they are."""
        return self._asked("POST", where, data=fields, headers=headers or {})

    def fill(self, page: str, action: str, **fields: Any) -> httpx.Response:
        """Send the form of a page that goes to `action`, with its hidden fields."""
        return self.send(action, **{**hidden(page, action), **fields})

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Open what an answer sends the browser to."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def _asked(self, method: str, where: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._hall.app, client=("203.0.113.7", 50_000))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://hall", cookies=self.cookies
            ) as client:
                answer = await client.request(method, where, **more)
                self.cookies = client.cookies
                return answer

        return self._hall.runner.run(ask())


def hidden(page: str, action: str) -> dict[str, Any]:
    """The hidden fields of the form that goes there."""
    found = re.search(rf'<form method="post" action="{re.escape(action)}">(.*?)</form>', page, re.DOTALL)
    assert found, f"the page has no form to {action}"
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found[1])
    return {name: unescape(value) for name, value in pairs}


def forms(page: str) -> set[str]:
    """What the forms beside a thing do."""
    return set(re.findall(r'<form method="post" action="/console/[a-z]+/[^"]+/([a-z_]+)">', page))


def plain(page: str) -> str:
    """What a person reads of a page, on one line."""
    body = re.sub(r"<(title|head).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body))).strip()
