"""Addresses for the parts: the usual ones where they are free, so that they are the same each time."""

import socket
from collections.abc import Iterator

HOST = "127.0.0.1"
FIRST = 8300


def addresses() -> Iterator[str]:
    """HOST:PORT after HOST:PORT that nobody listens on, from the first usual port on."""
    for port in range(FIRST, FIRST + 500):
        if _free(port):
            yield f"{HOST}:{port}"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
