"""What the commands of assessment start from: the rulebooks in force, the archive, the moment."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rules.assessment.periods import EXPECTED, Month, Period, period_of
from rules.court import Court
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor
from streams.exits import Misuse
from streams.publishing import court_of
from streams.rulebook_topic import read_published


def the_period(said: str) -> Period:
    """What was asked for. Raises Misuse."""
    period = period_of(said)
    if period is None:
        raise Misuse(f"found {said!r}, expected {EXPECTED}.")
    return period


def the_month(said: str, what: str) -> Month:
    """One month, because `what` is done with months only. Raises Misuse."""
    period = the_period(said)
    if len(period.months) != 1:
        raise Misuse(f"found {said}, expected one month such as 2026-10: {what} is about a month.")
    return period.months[0]


def published_court(bootstrap: str, prefix: str) -> Court:
    """The court of topic rulebooks. Raises Misuse where nothing is published."""
    published = asyncio.run(read_published(bootstrap, prefix))
    if not published.versions:
        raise Misuse(f"no rulebook is on topic {prefix}rulebooks; run `liangpai rulebook publish DIR`.")
    return court_of(published)


@contextmanager
def assessing(
    bootstrap: str, prefix: str, dsn: str, http: str, tell: Callable[[str], None]
) -> Iterator[Assessor]:
    """An assessor at this moment."""
    court = published_court(bootstrap, prefix)
    with ArchiveClient(dsn, http) as archive:
        yield Assessor(archive, court, int(time.time() * 1000), tell)
