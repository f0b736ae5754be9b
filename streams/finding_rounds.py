"""One round of the scheduled queries (contracts 1.5): ask the archive, compare with what was said, send what is new."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from rules.lane import Record
from rules.office import Office
from rules.zone import Zone
from sinks.findings import own
from sinks.findings.comparing import News, compare, last_words
from sinks.findings.finding import Finding, Said
from sinks.findings.reading import Row
from sinks.findings.scheduled import SCHEDULED, Scheduled
from sinks.findings.spans import Parameters, since, span
from streams.archive_client import ArchiveClient
from streams.sending import Address, Letter, post

SOURCE = "liangpai/findings"
TOPIC = "findings"
PAGE = 1000
SHOWN_SECONDS = 30.0
"""How long the archive may take to show what was sent."""

ASK_AGAIN_SECONDS = 0.2


class Round(NamedTuple):
    """What a round did: the rules asked, what holds now, what was said of it that is new."""

    asked: tuple[str, ...]
    found: list[Finding]
    news: list[News]

    def counts(self) -> list[tuple[str, bool, int]]:
        """How many of the news are of each rule, as (rule, whether they hold, number)."""
        told = Counter((each.said.rule_id, each.said.holds) for each in self.news)
        return [(rule_id, holds, told[rule_id, holds]) for rule_id, holds in sorted(told)]


class Data(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The data of `finding.opened` and `finding.changed`."""

    finding_id: str
    rule_id: str
    scope: dict[str, str | int]
    holds: bool
    as_of: str
    evidence: list[dict[str, str]]
    dept_code: str | None = None
    region_code: str | None = None
    staff_id: str | None = None
    figures: dict[str, int | str] | None = None


def look(archive: ArchiveClient, office: Office, identities: own.Identities | None = None) -> Round:
    """Ask for everything the rules in force look at; what is new against what the archive has of earlier rounds.

    `identities` are those of the staff; without them A-03 is not asked, and what it found stays as it was said.
    """
    enabled = office.register.enabled
    scheduled = [each for each in SCHEDULED if each.rule_id in enabled]
    found = [finding for each in scheduled for finding in _found(archive, each, office)]
    asked = {each.rule_id: each.covers(office) for each in scheduled}
    if identities and own.RULE in enabled:
        found += own.own(_own_rows(archive, office, identities), office, identities)
        asked[own.RULE] = since(office)
    return Round(tuple(sorted(asked)), found, compare(found, said_last(archive), asked))


def said_last(archive: ArchiveClient) -> dict[str, Said]:
    """What was said last of each finding, by its id."""
    return last_words(_rows(archive, "findings_sent", {}))


def letters(news: Sequence[News], now: int, zone: Zone) -> list[Letter]:
    """The events of a round at `now` (ms), as they go to Kafka. An event's id says of which finding and when."""
    return [Letter(TOPIC, each.finding_id, _event(each, now, zone), now) for each in news]


def records(news: Sequence[News], now: int, zone: Zone) -> list[Record]:
    """The events of a round as a lane reads them from files."""
    return [
        Record(TOPIC, -1, number, None, letter.value, letter.stamp)
        for number, letter in enumerate(letters(news, now, zone))
    ]


def send(address: Address, archive: ArchiveClient, news: Sequence[News], now: int, zone: Zone) -> bool:
    """Write the events, confirmed, and wait until the archive shows them; whether it did within 30 s.

    A round that begins before would say the same again, which changes nothing. Raises Unavailable.
    """
    asyncio.run(post(address, letters(news, now, zone)))
    deadline = time.monotonic() + SHOWN_SECONDS
    while not _shown(archive, news):
        if time.monotonic() > deadline:
            return False
        time.sleep(ASK_AGAIN_SECONDS)
    return True


def _shown(archive: ArchiveClient, news: Sequence[News]) -> bool:
    last = said_last(archive)
    return all(last.get(each.finding_id) == each.said for each in news)


def _own_rows(archive: ArchiveClient, office: Office, identities: own.Identities) -> Iterator[Row]:
    told = span(office)
    for names in own.batches(identities):
        yield from _rows(
            archive, own.QUERY, {"identities": names, "zone": told["zone"], "since": told["since"]}
        )


def _found(archive: ArchiveClient, scheduled: Scheduled, office: Office) -> list[Finding]:
    return scheduled.read(_rows(archive, scheduled.query, scheduled.parameters(office)), office)


def _rows(archive: ArchiveClient, query: str, parameters: Parameters) -> Iterator[Row]:
    """All rows, page by page: an answer has its limit, and a finding left out would be taken back."""
    after: dict[str, str] = {}
    while True:
        rows = archive.run(query, **parameters, limit=PAGE, **after)
        yield from rows
        if len(rows) < PAGE:
            return
        after = {"after": str(rows[-1]["place"])}


def _event(news: News, now: int, zone: Zone) -> bytes:
    at = zone.iso(now)
    data = Data(finding_id=news.finding_id, as_of=at, **{name: getattr(news.said, name) for name in _SAID})
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": f"{news.finding_id}/{now}",
            "source": SOURCE,
            "type": news.type,
            "subject": news.finding_id,
            "time": at,
            "recordedtime": at,
            "data": data,
        }
    )


_SAID = Said.__struct_fields__
