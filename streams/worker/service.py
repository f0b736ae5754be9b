"""Start a worker, keep it until it is asked to stop or cannot go on, and stop it in order."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import Any

import structlog
from aiohttp import web
from aiokafka.errors import KafkaError

from streams.exits import Misuse, Stop, Unavailable
from streams.worker import health
from streams.worker.app import WorkerApp, WorkerSettings, build, consumer_of, shared_parts
from streams.worker.changelog import CHANGELOG, connection_lost
from streams.worker.courts import Courts
from streams.worker.health import Health
from streams.worker.lanes import Lanes
from streams.worker.ledger import UnknownSchemaError
from streams.worker.metrics import Metrics
from streams.worker.restoring import BrokenStateError

log = structlog.get_logger(__name__)

STOP_SECONDS = 15.0


async def run(settings: WorkerSettings, http_address: str | None) -> int:
    """Work until SIGTERM or SIGINT, then return how many records were handled.

    Raises `streams.exits.Stop` or what made it impossible to go on.
    Whatever the reason to end, what is not written is not acknowledged.
    """
    metrics = Metrics()
    lanes = Lanes(settings.bootstrap, settings.prefix, shared_parts(settings, metrics))
    runner = await _serve(Health(lanes, metrics, settings.wall, settings.courts), http_address)
    app = build(settings, lanes)
    asyncio.get_running_loop().set_exception_handler(note_stray)
    asked = asyncio.Event()
    try:
        with _signals(asked), _following(settings.courts, lanes) as following:
            starting = asyncio.create_task(app.start())
            reason = await _until_over(app, lanes, asked, starting, following)
            await _stop(app, lanes, starting)
    finally:
        if runner is not None:
            await runner.cleanup()
    if reason is not None:
        raise _as_exit(reason, settings.bootstrap) from reason
    return metrics.handled()


def note_stray(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """aiokafka leaves futures of dead producers behind; the lane has met the same error where it waited."""
    error = context.get("exception")
    if isinstance(error, KafkaError):
        log.debug("client library left an error behind", error=repr(error))
    else:
        loop.default_exception_handler(context)


async def _serve(watch: Health, address: str | None) -> web.AppRunner | None:
    if not address:
        return None
    try:
        return await health.serve(watch, address)
    except OSError as error:
        raise Misuse(
            f"cannot listen on {address}: {error.strerror or error}; give another address with --http."
        ) from error


@contextlib.contextmanager
def _following(courts: Courts | None, lanes: Lanes) -> Iterator["asyncio.Future[None]"]:
    """Give every new court to the lanes, meanwhile."""
    task: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if courts is not None:
        task = asyncio.ensure_future(courts.follow(lanes.change_court))
    try:
        yield task
    finally:
        task.cancel()


async def _until_over(
    app: WorkerApp,
    lanes: Lanes,
    asked: asyncio.Event,
    starting: "asyncio.Task[None]",
    following: "asyncio.Future[None]",
) -> BaseException | None:
    """Wait for the first of: asked to stop (None), a lane that gave up, a crash of the app."""
    waiting: set[asyncio.Future[Any]] = {
        asyncio.create_task(asked.wait()),
        asyncio.create_task(_crashed(app)),
        starting,
        following,
    }
    try:
        while not asked.is_set() and not lanes.failure.done() and not app.crashed:
            done, _ = await asyncio.wait({*waiting, lanes.failure}, return_when=asyncio.FIRST_COMPLETED)
            if starting in done:
                waiting.discard(starting)
                if error := starting.exception():
                    return error
            if following in done and (error := following.exception()):
                return error
    finally:
        for task in waiting - {starting, following}:
            task.cancel()
    if lanes.failure.done():
        return lanes.failure.result()
    return None if asked.is_set() else app.crash_reason or RuntimeError("the app crashed")


async def _crashed(app: WorkerApp) -> None:
    while not app.crashed:  # noqa: ASYNC110 - mode shows no public event of it
        await asyncio.sleep(0.5)


async def _stop(app: WorkerApp, lanes: Lanes, starting: "asyncio.Task[None]") -> None:
    """Finish the turns, commit, leave the group. A broker that is away cuts it short."""
    log.info("stopping")
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await lanes.quiesce()
            if starting.done():
                await consumer_of(app).leave()
            else:
                starting.cancel()
            await app.stop()
            await lanes.close()
    except TimeoutError:
        log.warning("not stopped in order: the broker does not answer; what is open is done again")
    log.info("stopped")


@contextlib.contextmanager
def _signals(asked: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, asked.set)
    try:
        yield
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)


def _as_exit(reason: BaseException, bootstrap: str) -> BaseException:
    if isinstance(reason, Stop):
        return reason
    if isinstance(reason, (BrokenStateError, UnknownSchemaError)):
        return Misuse(
            f"{reason}; expected what this program writes. Nothing was written over it. Use the program that wrote "
            f"it, or delete the changelog topic `{CHANGELOG}` and create it again: then all inputs are read anew."
        )
    if isinstance(reason, TimeoutError) or connection_lost(reason):
        return Unavailable(
            f"Kafka at {bootstrap} does not answer any more ({reason!r}); what was open is done again."
        )
    return reason
