"""One way to a ClickHouse client, for the embedded engine and for a server."""

import os
from collections.abc import Mapping
from os import getpid
from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.away import ArchiveAway
from sinks.dsn import ArchiveAddress, holder_of
from sinks.settings import Settings
from sinks.tls import refuse_ended, secret

UNKNOWN_DATABASE = 81
MAKE_DATABASE = "CREATE DATABASE IF NOT EXISTS {name:Identifier}"
WRITING: dict[str, Any] = {"max_partitions_per_insert_block": 0, "async_insert": 0}
READING: dict[str, Any] = {"max_execution_time": 30}
PATIENCE: dict[str, Any] = {"connect_timeout": 5, "send_receive_timeout": 60}


def open_for_writing(address: ArchiveAddress) -> Client:
    """A client of the archive's database, which is made if it is not there. Use it from one thread.

    A batch of history touches many months, so the number of partitions per insert is not limited. Raises
    ArchiveAway.
    """
    try:
        return _open(address, address.database, WRITING)
    except ArchiveAway as away:
        if not no_database(away):
            raise
    _make_database(address)
    return _open(address, address.database, WRITING)


def open_for_reading(address: ArchiveAddress) -> Client:
    """A client for queries, each at most 30 s. Makes nothing; raises ArchiveAway where no archive is yet."""
    return _open_what_is_there(address, READING)


def open_for_unloading(address: ArchiveAddress) -> Client:
    """A client for reading whole tables, however long that takes. Else as `open_for_reading`."""
    return _open_what_is_there(address, {})


def refusal(address: ArchiveAddress, what: str, error: Exception) -> ArchiveAway:
    """Why ClickHouse refused, in one line without data: its error name, else the kind of the failure."""
    code = getattr(error, "code", None)
    name = getattr(error, "name", None) or type(error).__name__
    return ArchiveAway(
        f"ClickHouse at {address.shown} {what}: {name} ({code})"
        if code
        else f"ClickHouse at {address.shown} {what}: {name}"
    )


def _open_what_is_there(address: ArchiveAddress, settings: dict[str, Any]) -> Client:
    if address.folder and not address.folder.is_dir():
        raise ArchiveAway(f"there is no archive at {address.shown}: the folder does not exist")
    return _open(address, address.database, settings)


def _open(address: ArchiveAddress, database: str, settings: dict[str, Any]) -> Client:
    if address.folder and (holder := _other_holder(address)):
        raise ArchiveAway(
            f"the data folder of {address.shown} is held by {holder};"
            " the embedded engine allows one process per folder"
        )
    extra = {} if address.folder else {**PATIENCE, **access(os.environ)}
    try:
        return clickhouse_connect.get_client(
            dsn=address.dsn, database=database, settings=settings, show_clickhouse_errors="scrub", **extra
        )
    except ImportError as error:
        raise ArchiveAway("the embedded engine is not installed: pip install 'liangpai[chdb]'") from error
    except (ClickHouseError, OSError) as error:
        raise refusal(address, "cannot be reached", error) from error


def access(env: Mapping[str, str]) -> dict[str, Any]:
    """How a server is spoken to beyond its address: password and certificates of the settings. Raises WrongSettings."""
    settings = Settings.read(env)
    known: dict[str, Any] = {}
    if (file := settings.clickhouse_password_file) is not None:
        known["password"] = secret(file, "CLICKHOUSE_PASSWORD_FILE")
    if settings.clickhouse_ca_file is not None:
        known["ca_cert"] = str(settings.clickhouse_ca_file)
    if (cert := settings.clickhouse_cert_file) is not None:
        refuse_ended("CLICKHOUSE_CERT_FILE", cert)
        known |= {
            "client_cert": str(cert),
            "client_cert_key": str(settings.clickhouse_key_file),
            "tls_mode": "mutual",
        }
    return known


def _other_holder(address: ArchiveAddress) -> str | None:
    """Held by somebody else: this process may open its own folder as often as it likes."""
    holder = holder_of(address.folder) if address.folder else None
    return None if holder == f"process {getpid()}" else holder


def no_database(away: BaseException | None) -> bool:
    """Whether the archive was away because the server answers and has no database of that name."""
    return isinstance(away, ArchiveAway) and getattr(away.__cause__, "code", None) == UNKNOWN_DATABASE


def _make_database(address: ArchiveAddress) -> None:
    client = _open(address, "default", WRITING)
    try:
        client.command(
            "CREATE DATABASE IF NOT EXISTS {name:Identifier}", parameters={"name": address.database}
        )
    except ClickHouseError as error:
        raise refusal(address, "makes no database", error) from error
    finally:
        client.close()
