"""What became of a rating, as the archive knows it: in plain words, without names of staff, without who rated."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rules.labels import GRADES
from rules.privacy import mask
from rules.ratings import NEEDS_TICKET, RatingStatus
from rules.rulebook import Rulebook
from streams.citizen.archive import Archive
from streams.citizen.links import ServiceLink
from streams.citizen.wording import LANGUAGES, RATING_STATES, SENTENCES, TICKET_STATES

Record = Mapping[str, Any]

FIRST, AGAIN = 1, 2
_NOT_STANDING = frozenset({RatingStatus.DUPLICATE, RatingStatus.WITHDRAWN, RatingStatus.DEFAULT})


class Standing(NamedTuple):
    """A service's standing ratings by assess number, and the ticket of a bad one; rows as the archive has them."""

    ratings: Mapping[int, Record]
    ticket: Record | None


async def standing_of(archive: Archive, link: ServiceLink) -> Standing | None:
    """Where the service stands; None where the archive does not say."""
    rows = await archive.rows("ratings_of_subject", subject=link.case_no)
    if rows is None:
        return None
    ratings = {
        row["assess_number"]: row
        for row in rows
        if row["service_number"] == link.service_number and row["status"] not in _NOT_STANDING
    }
    if not any(row["bad"] for row in ratings.values()):
        return Standing(ratings, None)
    tickets = await archive.rows("tickets_of_subject", subject=link.case_no)
    own = {row["ticket_id"] for row in ratings.values()}
    return None if tickets is None else Standing(ratings, next((t for t in tickets if t["id"] in own), None))


class RatedLine(NamedTuple):
    """One rating as the page shows it; `name` of the sentence that calls it first or second."""

    name: str
    grade: str
    when: str
    remark: str


class Progress(NamedTuple):
    """A ticket as the page shows it: a sentence, and named facts (names of sentences)."""

    sentence: str
    facts: list[tuple[str, str]]


class Teller(NamedTuple):
    """Puts records into words of one language; `register` tells units and the names that are not shown."""

    language: str
    zone: ZoneInfo
    register: Rulebook | None

    def ratings(self, standing: Standing) -> list[RatedLine]:
        """The ratings given, the first first."""
        place = list(LANGUAGES).index(self.language)
        return [
            RatedLine(
                "first" if number == FIRST else "second",
                GRADES[record["level"]][place],
                _local(record["rated_at"], self.zone).strftime("%Y-%m-%d %H:%M"),
                RATING_STATES[self.language].get(record["status"], ""),
            )
            for number, record in sorted(standing.ratings.items())
        ]

    def progress(self, standing: Standing) -> Progress | None:
        """What became of it; None where there is nothing to tell but what stands beside the ratings."""
        if not standing.ratings:
            return None
        if standing.ticket is None:
            sentence = _without_ticket(standing)
            return Progress(SENTENCES[self.language][sentence], []) if sentence else None
        ticket = standing.ticket
        facts = [
            ("unit", self._unit(ticket.get("dept_code"))),
            ("due", self._last_day(ticket)),
            ("measure", self._without_names(ticket.get("measure"))),
        ]
        return Progress(TICKET_STATES[self.language][ticket["state"]], [fact for fact in facts if fact[1]])

    def _unit(self, dept_code: str | None) -> str:
        unit = self.register.units.get(dept_code or "") if self.register else None
        return unit.name if unit else ""

    def _last_day(self, ticket: Record) -> str:
        """The last day in time: the due moment is the midnight after it."""
        due = ticket.get("rectify_due")
        if not due or ticket["state"] in ("closed", "void"):
            return ""
        return (_local(due, self.zone) - timedelta(seconds=1)).strftime("%Y-%m-%d")

    def _without_names(self, text: str | None) -> str:
        """A text of the office, with telephone and certificate numbers starred, and the names of its staff."""
        if not text:
            return ""
        names = _names(self.register)
        return names.sub(lambda found: "*" * len(found.group()), mask(text)) if names else mask(text)


def _names(register: Rulebook | None) -> re.Pattern[str] | None:
    members = [member for versions in register.staff.values() for member in versions] if register else []
    if not members:
        return None
    names = {member.name for member in members if len(member.name) > 1}
    ids = {member.staff_id for member in members}
    words = [re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    return re.compile(
        "|".join([*words, *(rf"(?<![A-Za-z0-9_]){re.escape(each)}(?![A-Za-z0-9_])" for each in sorted(ids))])
    )


def _without_ticket(standing: Standing) -> str | None:
    """Which sentence stands where there is no ticket, or not yet."""
    ratings = standing.ratings.values()
    if any(_needs_ticket(record) for record in ratings):
        return "waiting"
    fine = all(record["status"] == RatingStatus.VALID and not record["bad"] for record in ratings)
    return "no_ticket" if fine else None


def _needs_ticket(record: Record) -> bool:
    return bool(record["bad"] and record["status"] in NEEDS_TICKET and not record["historical"])


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)
