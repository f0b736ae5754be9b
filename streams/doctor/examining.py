"""All checks over all facts: what was found in the order of the table, and how the command ends."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from sinks.settings import Settings
from streams.broker import PATIENCE_SECONDS
from streams.doctor import archive_facts, kafka_facts, office_facts, place_facts, server_facts
from streams.doctor.archive_checks import ARCHIVE_CHECKS
from streams.doctor.archive_facts import ArchiveFacts
from streams.doctor.finding import Around, Check, Finding, Level, Missing
from streams.doctor.kafka_checks import KAFKA_CHECKS
from streams.doctor.kafka_facts import KafkaFacts
from streams.doctor.office_checks import OFFICE_CHECKS
from streams.doctor.office_facts import OfficeFacts
from streams.doctor.place_checks import PLACE_CHECKS
from streams.doctor.place_facts import PlaceFacts
from streams.doctor.server_checks import SERVER_CHECKS
from streams.doctor.server_facts import ServerFacts
from streams.exits import Unavailable

Part = TypeVar("Part")


class Order(NamedTuple):
    """What a person asked for.

    `patience`: seconds a broker may take for its first answer; `process`: whose rights on Kafka are looked at.
    """

    around: Around
    settings: Settings
    dsn: str | None
    http: str
    key_file: Path | None
    rulebook: Path | None
    patience: float = PATIENCE_SECONDS
    process: str | None = None


class Facts(NamedTuple):
    """Each part as it was found, or why it could not be looked at."""

    place: PlaceFacts
    kafka: KafkaFacts | Missing
    office: OfficeFacts | Missing
    archive: ArchiveFacts | Missing
    servers: ServerFacts


NO_ARCHIVE = Missing("no archive is named (CLICKHOUSE_DSN); sink, findings and audit need one.", wanted=False)


def gather(order: Order) -> Facts:
    """Look at everything once."""
    around = order.around
    kafka = kafka_facts.gather(around.bootstrap, around.prefix, order.patience, order.process)
    office: OfficeFacts | Missing = Missing("Kafka is not there.", wanted=False)
    if not isinstance(kafka, Missing):
        office = office_facts.gather(around.bootstrap, around.prefix, order.key_file)
    archive = NO_ARCHIVE if order.dsn is None else archive_facts.gather(order.dsn, order.http)
    members = () if isinstance(kafka, Missing) else kafka.members
    servers = server_facts.gather(order.settings, around.bootstrap, members, order.dsn)
    return Facts(place_facts.gather(order.settings, order.rulebook), kafka, office, archive, servers)


def examine(facts: Facts, around: Around) -> Iterator[Finding]:
    """What every check says, part by part."""
    yield from examine_part("this machine", PLACE_CHECKS, facts.place, around)
    yield from examine_part("Kafka", KAFKA_CHECKS, facts.kafka, around)
    yield from examine_part("rulebooks", OFFICE_CHECKS, facts.office, around)
    yield from examine_part("ClickHouse", ARCHIVE_CHECKS, facts.archive, around)
    yield from examine_part("servers", SERVER_CHECKS, facts.servers, around)


def examine_part(
    name: str, checks: Sequence[Check[Part]], found: Part | Missing, around: Around
) -> Iterator[Finding]:
    """One part's findings; where it could not be looked at that is the first, and its checks are skipped."""
    if isinstance(found, Missing):
        level = Level.FAIL if found.wanted else Level.SKIP
        yield Finding(name, level, found.sentence, found.away)
        yield from (Finding(each.name, Level.SKIP, f"{name} could not be looked at") for each in checks)
        return
    for check in checks:
        for said in check.look(found, around):
            yield Finding(check.name, *said)


def exit_code(findings: Iterable[Finding]) -> int:
    """0: nothing failed; 1: something did; 3: a service is not there."""
    failed = [each for each in findings if each.level is Level.FAIL]
    return Unavailable.code if any(each.away for each in failed) else int(bool(failed))
