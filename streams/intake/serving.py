"""The HTTP door as a process: checked against Kafka first, then listening until it is told to stop."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from sinks.settings import Settings
from sinks.tls import server_context
from streams.exits import Misuse
from streams.intake.app import make_app, with_short_ways
from streams.intake.door import Door
from streams.legal import http_address

DRAIN_SECONDS = 15
"""How long requests on their way may take once it was told to stop: longer than Kafka is waited for."""

BACKLOG = 2_048


def serve_door(door: Door, http: str) -> None:
    """Listen on HOST:PORT until SIGTERM or Ctrl-C; requests on their way are answered first.

    Raises Misuse where the address is none or taken, Unavailable where Kafka does not answer at the start.
    """
    listening = _listen(http)
    app = make_app(door)
    config = uvicorn.Config(
        with_short_ways(app, door),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        backlog=BACKLOG,
        **_certificate(),
    )
    with listening, asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(app, _Server(config), listening))


def _certificate() -> dict[str, Any]:
    """What the door shows of itself where it speaks TLS. Raises WrongSettings where it cannot be shown."""
    settings = Settings.read(os.environ)
    cert, key = settings.http_cert_file, settings.http_key_file
    if cert is None or key is None:
        return {}
    server_context("LIANGPAI_HTTP", cert, key)
    return {"ssl_certfile": cert, "ssl_keyfile": key}


class _Server(uvicorn.Server):
    """Ends when told to, so that the process says goodbye and exits 0 instead of dying of the signal once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop listening at SIGTERM and Ctrl-C."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        yield


async def _serve(app: FastAPI, server: uvicorn.Server, listening: socket.socket) -> None:
    """Open what the door needs before it listens, so that what is wrong is told as a sentence and an exit code."""
    async with app.router.lifespan_context(app):
        await server.serve(sockets=[listening])


def _listen(http: str) -> socket.socket:
    host, port = http_address(http)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        raise Misuse(
            f"cannot listen on {http} ({error.strerror or error}); free it, or give another address as --http "
            "(LIANGPAI_HTTP)."
        ) from error
    return listening
