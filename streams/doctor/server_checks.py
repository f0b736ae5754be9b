"""What the facts about servers come to."""

from collections.abc import Iterable

from streams.doctor.ends import said_of
from streams.doctor.finding import Around, Check, Said, ok, warn
from streams.doctor.server_facts import ServerFacts


def certificates(servers: ServerFacts, around: Around) -> Iterable[Said]:
    """Whether the certificate that a broker or ClickHouse shows has ended, or will within 30 days."""
    for name, end in servers.ends:
        if isinstance(end, str):
            yield warn(f"{name}: its certificate could not be looked at ({end}); look at it there.")
        else:
            yield said_of(name, end, around.now)
    if not servers.ends:
        yield ok("no server is spoken to over TLS")


SERVER_CHECKS = (Check("certificates of servers", certificates),)
