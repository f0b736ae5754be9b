"""`liangpai findings`: rules over many cases, asked of the archive, told to the lanes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress, option

if TYPE_CHECKING:
    from streams.archive_client import ArchiveClient
    from streams.privacy import Key
    from streams.sending import Address
    from streams.staff_identities import KnownIdentities

MOST_MINUTES = 10_080


def findings(
    once: Annotated[
        bool, typer.Option("--once", help="One round, then end; what is done by default.")
    ] = False,
    every: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_MINUTES, help="Rounds for ever, so many minutes apart, until Ctrl-C."),
    ] = None,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    staff_identities: Annotated[
        Path | None,
        option("--staff-identities", "LIANGPAI_STAFF_IDENTITIES"),
    ] = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Ask the archive for what shows only over many cases: signs of made-up figures (A-01 to A-17), repeated bad
    ratings (R-06), silent channels (R-09), late entries (P-13), yellow cards that add up (E-02), low scores (E-03).

    What is new is sent to topic findings, where a worker makes the card, lead or ticket of it; what no longer holds is
    taken back the same way. A round that finds nothing new sends nothing. The rulebook published on Kafka says how many
    and how often. Let the sink catch up first where it was away: what it has not written is not found.

    Example: liangpai findings --every 60 --kafka-bootstrap localhost:9092 --key-file deployment.key
    """
    import asyncio

    from streams.archive_client import ArchiveClient
    from streams.exits import Misuse
    from streams.legal import topic_prefix
    from streams.permissions import verify_as
    from streams.privacy import Key
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address
    from streams.staff_identities import read_identities

    if once and every is not None:
        raise Misuse("found both --once and --every, expected one of them.")
    topic_prefix(prefix)
    key = Key.load(key_file)
    address = Address(kafka_bootstrap, prefix, verify_as("findings", kafka_bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    known = read_identities(staff_identities)
    with ArchiveClient(dsn, http) as archive:
        if every is None:
            _round(address, archive, key, known)
        else:
            _rounds(address, archive, key, known, every * 60)


def _rounds(
    address: "Address", archive: "ArchiveClient", key: "Key", known: "KnownIdentities", seconds: int
) -> None:
    """Round after round until Ctrl-C or SIGTERM; one that Kafka or the archive cannot answer is tried at the next."""
    import signal
    from threading import Event

    from streams.exits import Unavailable

    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while True:
        try:
            _round(address, archive, key, known)
        except Unavailable as away:
            typer.echo(f"no round this time: {away}", err=True)
        if stopping.wait(seconds):
            return


def _round(address: "Address", archive: "ArchiveClient", key: "Key", known: "KnownIdentities") -> None:
    import asyncio
    import time

    from rules.office import Office
    from streams.exits import Misuse
    from streams.finding_rounds import look, send
    from streams.publishing import court_of
    from streams.rulebook_topic import read_published
    from streams.staff_identities import pseudonyms_of

    published = asyncio.run(read_published(address.bootstrap, address.prefix))
    if not published.versions:
        raise Misuse(
            f"no rulebook is on topic {address.prefix}rulebooks; run `liangpai rulebook publish DIR`."
        )
    court, now = court_of(published), int(time.time() * 1000)
    office = Office(court.register(now), court.calendar, court.zone, now)
    done = look(archive, office, pseudonyms_of(office.register.staff, known, key))
    shown = send(address, archive, done.news, now, court.zone) if done.news else True
    rules = ", ".join(done.asked) or "none"
    typer.echo(f"{court.zone.wall(now)}: {len(done.found):,} findings hold (rules asked: {rules}).")
    for rule_id, holds, number in done.counts():
        typer.echo(f"{rule_id}: {number:,} {'new or with other evidence' if holds else 'no longer'}.")
    typer.echo(f"{len(done.news):,} events sent to topic {address.prefix}findings.")
    if not shown:
        typer.echo(
            "note: the archive does not show them yet; is the sink running? A round before it does sends them again, "
            "which changes nothing.",
            err=True,
        )
