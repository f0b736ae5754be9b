"""Addresses for the parts: the usual ones where they are free, so that they are the same each time."""

import socket
import sys
from collections.abc import Generator
from contextlib import ExitStack

HOST = "127.0.0.1"
FIRST = 8300
MANY = 500


def addresses(first: int = FIRST) -> Generator[str, None, None]:
    """HOST:PORT after HOST:PORT that nobody listens on, from the first usual port on.

    A port given is marked until this is closed: a part takes seconds to listen, and another `up` that looks meanwhile
    would give the same to one of its own.
    """
    with ExitStack() as marks:
        for port in range(first, first + MANY):
            mark = _mark(port)
            if mark is not None:
                marks.enter_context(mark)
                if _free(port):
                    yield f"{HOST}:{port}"


def _mark(port: int) -> socket.socket | None:
    """A name on this machine that one process at a time can have, and that goes with it; None where another has it.

    Only Linux has such names; elsewhere nothing is marked.
    """
    mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        if sys.platform == "linux":
            mark.bind(f"\0liangpai-port-{port}")
    except OSError:
        mark.close()
        return None
    return mark


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
