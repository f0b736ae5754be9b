"""`liangpai serve`: the HTTP door."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.users import DEFAULT_COST, CostSetting
from streams.settings import Bootstrap, HttpAddress, KeyFile, Prefix, UsersFile, option

if TYPE_CHECKING:
    from streams.intake.books import Books
    from streams.intake.door import Door
    from streams.people.people import People, PeopleSettings
    from streams.privacy import Key

Archive = Annotated[
    str | None,
    option(
        "--clickhouse-dsn",
        "CLICKHOUSE_DSN",
        help="Where the archive is asked, e.g. http://user@host:8123/liangpai; none by default.",
    ),
]
ArchiveHttp = Annotated[str, option("--archive-http", "LIANGPAI_ARCHIVE_HTTP")]
SourcesFile = Annotated[Path, option("--sources", "LIANGPAI_SOURCES")]
OidcFile = Annotated[Path | None, option("--oidc", "LIANGPAI_OIDC")]
Origin = Annotated[str | None, option("--origin", "LIANGPAI_ORIGIN")]
OverHttp = Annotated[bool, option("--cookies-over-http", "LIANGPAI_COOKIES_OVER_HTTP")]


def serve(
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    sources: SourcesFile = Path("sources.toml"),
    users: UsersFile = None,
    oidc: OidcFile = None,
    origin: Origin = None,
    cookies_over_http: OverHttp = False,
    argon2: CostSetting = DEFAULT_COST,
    http: HttpAddress = "127.0.0.1:8080",
    clickhouse_dsn: Archive = None,
    archive_http: ArchiveHttp = "127.0.0.1:8090",
) -> None:
    """Take events, ratings and desk actions over HTTP and put them on Kafka, until SIGTERM or Ctrl-C.

    202 is answered only after Kafka has confirmed. The file of sources is followed: a token revoked there opens
    nothing a second later. People can sign in where --users or --oidc is given. Exit 2 where topics, key, address
    or a file are wrong; 3 where Kafka is not there.

    Example: liangpai serve --kafka-bootstrap localhost:9092 --key-file deployment.key --sources sources.toml
    """
    import os

    from sinks.asking import token_of
    from sinks.settings import Settings
    from streams.intake.door import ArchivePlace
    from streams.intake.serving import serve_door
    from streams.people.passwords import Cost
    from streams.people.people import PeopleSettings
    from streams.worker.quiet import calm

    calm()
    token_of(Settings.read(os.environ).archive_token_file)  # a file that cannot be used is told now
    door = _door(kafka_bootstrap, prefix, key_file, sources, http)
    if clickhouse_dsn is not None:
        door.archive = ArchivePlace(clickhouse_dsn, archive_http)
    if users is not None or oidc is not None:
        settings = PeopleSettings(
            users or Path("users.json"), oidc, secure=not cookies_over_http, origin=origin, cost=Cost.parse(argon2)
        )  # fmt: skip
        door.people = _people(settings, door.key, door.books)
    signing = "people sign in here" if door.people is not None else "nobody signs in (no --users, no --oidc)"
    typer.echo(f"taking events on http://{http} for {kafka_bootstrap}; {signing}")
    serve_door(door, http)
    typer.echo("stopped; every event that was answered 202 is on Kafka.")


def _door(bootstrap: str, prefix: str, key_file: Path | None, sources: Path, http: str) -> "Door":
    """The door of these settings, checked against Kafka. Raises Misuse, Unavailable."""
    import asyncio

    from streams.intake.books import Books
    from streams.intake.door import Door
    from streams.intake.outbox import Outbox
    from streams.intake.sources_file import SourceBook
    from streams.legal import http_address, topic_prefix
    from streams.permissions import verify_as
    from streams.privacy import Key
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address

    http_address(http)
    topic_prefix(prefix)
    key = Key.load(key_file)
    book = SourceBook(sources)
    address = Address(bootstrap, prefix, verify_as("serve", bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(bootstrap, prefix, key.fingerprint))
    return Door(address, key, book, Books(bootstrap, prefix), Outbox(address))


def _people(settings: "PeopleSettings", key: "Key", books: "Books") -> "People":
    import time

    from streams.people.people import people_of

    return people_of(settings, key, lambda: books.rulebooks, lambda: time.time_ns() // 1_000_000)
