"""Where the archive is: one text names an embedded folder or a server, and the database in it."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

DATABASE = "liangpai"
SCHEMES = ("chdb", "http", "https", "clickhouse", "clickhouses")


@dataclass(frozen=True, slots=True)
class ArchiveAddress:
    """A parsed DSN. `folder` is that of the embedded engine, None for a server; `shown` has no password."""

    dsn: str
    database: str
    folder: Path | None
    shown: str


def parse_dsn(dsn: str) -> ArchiveAddress:
    """`chdb:///folder[?database=name]` or `http[s]://user:password@host:port/database`.

    The database is `liangpai` where none is named, and is made if it is not there. Raises ValueError with one
    sentence for anything else.
    """
    parts = urlsplit(dsn)
    if parts.scheme not in SCHEMES:
        raise ValueError(
            f"CLICKHOUSE_DSN has the scheme {parts.scheme!r}, expected http, https or chdb:///folder"
        )
    if parts.scheme == "chdb":
        return _embedded(dsn)
    if not parts.hostname:
        raise ValueError("CLICKHOUSE_DSN names no host, expected http://user:password@host:8123/database")
    place = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    database = parts.path.strip("/") or DATABASE
    bare = urlunsplit(parts._replace(path=""))
    return ArchiveAddress(bare, database, None, f"{parts.scheme}://{place}/{database}")


def _embedded(dsn: str) -> ArchiveAddress:
    parts = urlsplit(dsn)
    if parts.netloc or not parts.path.strip("/"):
        raise ValueError(f"CLICKHOUSE_DSN is {dsn!r}, expected chdb:///absolute/folder")
    folder = Path(parts.path).resolve()
    database = parse_qs(parts.query).get("database", [DATABASE])[0]
    return ArchiveAddress(f"chdb://{folder}", database, folder, f"chdb://{folder}")


def holder_of(folder: Path) -> str | None:
    """Who has the data folder open: a text such as "process 812", or None if it is free or does not exist.

    The engine allows one process per folder and says so with a lock on the file `status`.
    """
    status = folder / "status"
    try:
        handle = os.open(status, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _named(status)
    finally:
        os.close(handle)
    return None


def _named(status: Path) -> str:
    for line in status.read_text(errors="replace").splitlines():
        if line.startswith("PID:"):
            return f"process {line.removeprefix('PID:').strip()}"
    return "another process"
