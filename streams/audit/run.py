"""The whole audit: every partition number in turn, then the archive."""

import asyncio
from collections.abc import Callable
from functools import partial

from aiokafka.errors import KafkaError

from rules.court import Court
from rules.moments import Span
from sinks.service import GROUP
from sinks.source import committed
from streams.archive_client import ArchiveClient
from streams.audit.archive import ArchiveAudit, Committed
from streams.audit.partition import PartitionAudit, Question
from streams.audit.report import Report
from streams.exits import Misuse, Unavailable
from streams.privacy import Key, cleanse_json
from streams.rulebook_topic import read_published
from streams.sending import Address
from streams.topic_reading import ReadError
from streams.worker.ledger import UnknownSchemaError

ALL = Span(-(2**62), 2**62)


def audit(
    address: Address,
    key: Key,
    span: Span,
    archive: ArchiveClient | None,
    on_records: Callable[[int], None] = lambda _: None,
) -> Report:
    """What topics, states and archive (None: left out) say of the span; `ALL` for everything there is.

    Raises Unavailable where Kafka or the archive does not answer, Misuse where there is no rulebook or the state is of
    another version.
    """
    try:
        report, ask = asyncio.run(_read(address, key, span, on_records))
    except UnknownSchemaError as error:
        raise Misuse(f"topic {address.prefix}dossiers: {error}") from error
    except (KafkaError, ReadError, OSError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} cannot be read ({error}); try again.") from error
    if archive is not None:
        ask.ask(archive)
    return report


async def _read(
    address: Address, key: Key, span: Span, on_records: Callable[[int], None]
) -> tuple[Report, ArchiveAudit]:
    published = await read_published(address.bootstrap, address.prefix)
    if not published.rulebooks:
        raise Misuse(f"topic {address.prefix}rulebooks: found no rulebook; was a worker ever started here?")
    court = Court(published.rulebooks, published.calendar, key.border())
    report = Report()
    archive = ArchiveAudit(await _committed(address), partial(cleanse_json, key), report)
    question = Question(address.bootstrap, address.prefix, court, key, span, span == ALL)
    for number in range(address.partitions):
        await PartitionAudit(question, number, report).run(on_records, archive.expect)
    return report, archive


async def _committed(address: Address) -> Committed:
    """How far the sink has come, by names without prefix."""
    found = await committed(address.bootstrap, address.prefix + GROUP)
    return {
        (place.topic.removeprefix(address.prefix), place.partition): int(at.offset)
        for place, at in found.items()
    }
