"""A broker that is too old is told as that, before anything is asked of it that it does not know."""

import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from streams.broker import await_answer, brokers
from streams.broker_age import NEEDED, Needed, why_too_old
from streams.exits import Misuse, Unavailable

ENOUGH = {each.number: each.version for each in NEEDED}


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Somebody who gives each caller this answer, with the caller's number where there is room for it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        Thread(target=_answer, args=(server, answer), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def _answer(server: socket.socket, answer: bytes) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            request = line.recv(64)
            line.sendall(answer.replace(b"NUMB", request[8:12]))


def api_versions(newest: Mapping[int, int]) -> bytes:
    rows = b"".join(struct.pack(">hhh", number, 0, version) for number, version in newest.items())
    body = b"NUMB" + struct.pack(">hi", 0, len(newest)) + rows
    return struct.pack(">i", len(body)) + body


def test_a_broker_that_knows_just_enough_is_taken() -> None:
    with answering(api_versions(ENOUGH)) as address:
        await_answer(address, 5)


@pytest.mark.parametrize("needed", NEEDED, ids=lambda each: each.name)
def test_a_broker_one_version_short_is_refused_by_name_and_number(needed: Needed) -> None:
    old = api_versions({**ENOUGH, needed.number: needed.version - 1})

    with answering(old) as address, pytest.raises(Misuse) as told:
        brokers(address, seconds=5)

    assert f"Kafka at {address} is older than 2.5" in str(told.value)
    assert f"{needed.name} {needed.version - 1} where {needed.version} is needed" in str(told.value)


def test_a_broker_without_transactions_is_told_to_have_none() -> None:
    assert "InitProducerId none where 3" in (why_too_old({11: 9, 19: 7}) or "")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"",
        api_versions(ENOUGH)[:-1],
        struct.pack(">i", 1 << 30) + b"NUMB",
    ],
    ids=["http", "nothing", "cut off", "endless"],
)
def test_what_does_not_speak_as_kafka_is_no_broker(answer: bytes) -> None:
    with answering(answer) as address, pytest.raises(Unavailable, match="does not answer"):
        await_answer(address, 0.3)
