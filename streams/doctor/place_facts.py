"""What this machine has for the process: files that the settings name, certificates, disks, a rulebook."""

import os
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sinks.certificates import certificates_of
from sinks.dsn import parse_dsn
from sinks.settings import SETTINGS, Settings
from streams.doctor.disks import Disk, disk_of

SECRETS = ("KAFKA_SASL_PASSWORD_FILE", "CLICKHOUSE_PASSWORD_FILE", "LIANGPAI_KEY_FILE", "LIANGPAI_HTTP_KEY_FILE",
           "KAFKA_SSL_KEY_FILE", "CLICKHOUSE_KEY_FILE", "LIANGPAI_ARCHIVE_TOKEN_FILE")  # fmt: skip


class NamedFile(NamedTuple):
    """A file that a setting names: why it cannot be read, None where it can; whether others can read a secret."""

    setting: str
    path: Path
    trouble: str | None
    open_to_others: bool


class PlaceFacts(NamedTuple):
    """`ends`: when the certificates of a setting end, or why that is not known; `rulebook`: of LIANGPAI_RULEBOOK.

    `archive`: whether an embedded one can be asked with a token only; None where there is none.
    """

    files: tuple[NamedFile, ...]
    ends: tuple[tuple[str, datetime | str], ...]
    disks: tuple[Disk, ...]
    rulebook: Path | None
    archive: bool | None = None


def gather(settings: Settings, rulebook: Path | None) -> PlaceFacts:
    """Look at this machine."""
    return PlaceFacts(
        tuple(_named(settings)),
        tuple(certificates_of(settings)),
        tuple(_disks(settings)),
        rulebook,
        settings.archive_token_file is not None if _folder(settings) else None,
    )


def _named(settings: Settings) -> Iterator[NamedFile]:
    for attribute, each in SETTINGS.items():
        if isinstance(path := getattr(settings, attribute), Path):
            trouble = _why_unreadable(path)
            yield NamedFile(
                each.name, path, trouble, each.name in SECRETS and trouble is None and _is_open(path)
            )


def _why_unreadable(path: Path) -> str | None:
    try:
        with path.open("rb"):
            return None
    except OSError as error:
        return error.strerror or "unreadable"


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IROTH)


def _disks(settings: Settings) -> Iterator[Disk]:
    yield disk_of("files of the moment", Path(os.environ.get("TMPDIR") or tempfile.gettempdir()))
    if folder := _folder(settings):
        yield disk_of("the embedded archive", folder)


def _folder(settings: Settings) -> Path | None:
    """Of an embedded archive."""
    return parse_dsn(settings.clickhouse_dsn).folder if settings.clickhouse_dsn else None
