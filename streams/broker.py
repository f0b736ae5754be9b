"""Ask a Kafka, with a bound on the waiting; a failure to reach it is one sentence with the address tried."""

import logging
import os
import socket
import ssl
import struct
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sinks.kafka import connection, encryption
from sinks.settings import Settings
from streams.broker_age import OLDEST, versions_of, why_too_old
from streams.exits import Misuse, Unavailable
from streams.legal import host_and_port

if TYPE_CHECKING:
    from kafka.admin import KafkaAdminClient

BOOTSTRAP = "the address of a Kafka broker (KAFKA_BOOTSTRAP)"
PATIENCE_SECONDS = 10.0
"""How long a command waits for the first answer of a broker; commands promise to end within 15 s."""

MEMBER_SECONDS = 15.0
"""How long a process that has ended may still count as the member of a group."""

_KNOCK_SECONDS = 2.0
_POLL_SECONDS = 0.1
_CORRELATION = 0x6C70
_LONGEST_ANSWER = 64 << 10


@contextmanager
def admin(bootstrap: str, seconds: float = PATIENCE_SECONDS) -> Iterator["KafkaAdminClient"]:
    """An admin client, closed at the end.

    Raises Unavailable, naming the address, where no broker answers within `seconds` or one stops answering later;
    Misuse where the address is none, or the user of the settings is not let in or may not do what is asked.
    """
    await_answer(bootstrap, seconds)
    client = _client(bootstrap, seconds)
    from kafka.errors import KafkaError

    try:
        yield client
    except KafkaError as error:
        raise refused_or_lost(bootstrap, error) from error
    finally:
        client.close()


def refused_or_lost(bootstrap: str, error: Exception) -> Misuse | Unavailable:
    """What a person is told of an error of either client library: that this user may not, or that Kafka is away."""
    kind = type(error).__name__
    if "AuthorizationFailed" not in kind:
        return Unavailable(_lost(bootstrap, str(error) or kind))
    return Misuse(
        f"Kafka at {bootstrap} does not let this user do that ({kind.removesuffix('Error')}: {error}); "
        "docs/acls.md has the rights of each process, and the commands that give them."
    )


def brokers(bootstrap: str, seconds: float = PATIENCE_SECONDS) -> int:
    """How many brokers the cluster says it has; raises Unavailable where none answers."""
    with admin(bootstrap, seconds) as client:
        return len(client.describe_cluster()["brokers"])


def forget_group(bootstrap: str, group: str, seconds: float = MEMBER_SECONDS) -> None:
    """Forget how far a consumer group has read, so that it begins anew; one that is not known is fine.

    A process with a fixed name counts as a member for a while after its end, so one that has members is asked again for
    so long. Raises Misuse where it has some then, Unavailable where no broker answers.
    """
    until = time.monotonic() + seconds
    with admin(bootstrap) as client:
        while (answer := client.delete_groups([group])[group]) not in ("OK", "GroupIdNotFoundError"):
            if time.monotonic() > until:
                raise _not_forgotten(bootstrap, group, answer)
            time.sleep(_POLL_SECONDS)


def _not_forgotten(bootstrap: str, group: str, answer: str) -> Misuse | Unavailable:
    if answer == "NonEmptyGroupError":
        return Misuse(f"group {group} on {bootstrap} is still read by a process; stop it first.")
    return Unavailable(f"Kafka at {bootstrap} does not forget group {group} ({answer}); try again.")


def await_answer(bootstrap: str, seconds: float) -> None:
    """Knock at all addresses in turn until one answers in Kafka's protocol; raises Unavailable where none does.

    The client library could wait as well, but it leaves its sockets open where nobody answers. Raises Misuse where the
    one that answers is too old to work with.
    """
    addresses = [host_and_port(each.strip(), BOOTSTRAP) for each in bootstrap.split(",")]
    deadline = time.monotonic() + seconds
    tls = encryption(Settings.read(os.environ))
    while not any(_answers(host, port, deadline, tls, bootstrap) for host, port in addresses):
        if time.monotonic() >= deadline:
            raise Unavailable(_lost(bootstrap, f"no answer in {seconds:g} s"))
        time.sleep(_POLL_SECONDS)


def _answers(host: str, port: int, deadline: float, tls: ssl.SSLContext | None, bootstrap: str) -> bool:
    """Send an ApiVersions request (version 0, which every broker answers) and see whether its number comes back.

    It is answered before anybody has said who they are. Raises Unavailable where TLS fails for good, Misuse where the
    answer is that of a broker too old.
    """
    wait = max(_POLL_SECONDS, min(_KNOCK_SECONDS, deadline - time.monotonic()))
    try:
        body = _knock(host, port, wait, tls)
        if (short := why_too_old(versions_of(body))) is not None:
            raise Misuse(
                f"Kafka at {host}:{port} is older than {OLDEST}: it knows {short}; bring the brokers to {OLDEST} or "
                "later."
            )
    except ssl.SSLCertVerificationError as error:
        raise Unavailable(
            f"the certificate of Kafka at {bootstrap} is refused ({error.verify_message}); name those that vouch for "
            "it as KAFKA_SSL_CA_FILE, or give the brokers another."
        ) from error
    except (OSError, ValueError):
        return False
    return True


def _knock(host: str, port: int, wait: float, tls: ssl.SSLContext | None) -> bytes:
    """What comes back after our number. Raises ValueError where it is not Kafka that answers, OSError."""
    with ExitStack() as stack:
        line = stack.enter_context(socket.create_connection((host, port), timeout=wait))
        if tls is not None:
            line = stack.enter_context(tls.wrap_socket(line, server_hostname=host))
        line.sendall(struct.pack(">ihhih", 10, 18, 0, _CORRELATION, -1))
        size, number = struct.unpack(">ii", _exactly(line, 8))
        if number != _CORRELATION or not 4 < size <= _LONGEST_ANSWER:
            raise ValueError("not Kafka")
        return _exactly(line, size - 4)


def _exactly(line: socket.socket, size: int) -> bytes:
    """So many bytes. Raises ValueError where the other side ends before."""
    taken = b""
    while len(taken) < size:
        if not (piece := line.recv(size - len(taken))):
            raise ValueError("ended early")
        taken += piece
    return taken


def _client(bootstrap: str, seconds: float) -> "KafkaAdminClient":
    with warnings.catch_warnings():
        # kafka-python reads its own protocol files by a deprecated function of importlib.
        warnings.simplefilter("ignore", DeprecationWarning)
        from kafka.admin import KafkaAdminClient
        from kafka.errors import KafkaError
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    milliseconds = int(max(seconds, _KNOCK_SECONDS) * 1000)
    known = connection(bootstrap)
    try:
        return KafkaAdminClient(
            **known,
            client_id="liangpai",
            bootstrap_timeout_ms=milliseconds,
            request_timeout_ms=milliseconds,
        )
    except (KafkaError, OSError) as error:
        if (user := known.get("sasl_plain_username")) is not None:
            raise Misuse(_not_let_in(bootstrap, user)) from error
        raise Unavailable(_lost(bootstrap, str(error))) from error


def _not_let_in(bootstrap: str, user: str) -> str:
    """It has just answered a knock, which needs no password; the client library only says that time is over."""
    return (
        f"Kafka at {bootstrap} answers, but opens no session for the user {user!r}; look at KAFKA_SASL_USERNAME, "
        "KAFKA_SASL_PASSWORD_FILE and KAFKA_SASL_MECHANISM."
    )


def _lost(bootstrap: str, why: str) -> str:
    return f"Kafka does not answer at {bootstrap} ({why}); start it, or give its address as KAFKA_BOOTSTRAP."
