"""The Faust app, wired: batch transport, one agent over the five inputs, lanes behind it. Importing does nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import faust
from faust.types import TP, StreamT

from streams.worker.courts import Courts
from streams.worker.lanes import Lanes
from streams.worker.metrics import Metrics
from streams.worker.port import LaneMaker
from streams.worker.rejudging import Rejudging
from streams.worker.rivals import Rivals
from streams.worker.shell import RESTORES_AT_ONCE, Shared
from streams.worker.sources import SourceWatch
from streams.worker.transport import BatchConsumer, BatchTransport, Receiver

INPUTS = ("case-events", "desk-actions", "findings", "office-events", "rating-events")


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """Where a worker works and how. `pace` and `poll_pause` in seconds; `partitions`: of each input
    topic. `make_lane` gets the partition number, the restored states and the clock (ms); `courts` says when the court
    it makes lanes with changes."""

    bootstrap: str
    prefix: str
    partitions: int
    replica_id: str
    make_lane: LaneMaker
    wall: Callable[[], int]
    pace: float = 0.03
    poll_pause: float = 0.005
    inputs: tuple[str, ...] = INPUTS
    session_seconds: float = 10.0
    courts: Courts | None = None


class WorkerApp(faust.App):
    """A Faust app that keeps nothing on disk, makes no topics, and hands batches to lanes."""

    receiver: Receiver
    partitions: int
    pause_after_small_poll: float = 0.005

    async def on_first_start(self) -> None:
        """Nothing: Faust would make folders here, and there is no state on disk."""


def shared_parts(settings: WorkerSettings, metrics: Metrics) -> Callable[[Lanes], Shared]:
    """What lanes of this process share."""

    def make(lanes: Lanes) -> Shared:
        return Shared(
            topics=settings.inputs,
            make_lane=settings.make_lane,
            positions=lanes,
            metrics=metrics,
            pace=settings.pace,
            wall=settings.wall,
            computing=asyncio.Lock(),
            restoring=asyncio.Semaphore(RESTORES_AT_ONCE),
            resume_fetching=lanes.resume_fetching,
            rivals=Rivals(settings.replica_id),
            rejudging=Rejudging(),
            sources=SourceWatch(metrics),
            caught_up=settings.courts.caught_up if settings.courts else _at_once,
        )

    return make


async def _at_once() -> None:
    """There is nothing to wait for."""


def build(settings: WorkerSettings, lanes: Lanes) -> WorkerApp:
    """The app; `await app.start()` joins the group, `await app.stop()` finishes turns, commits and leaves."""
    app = WorkerApp(f"{settings.prefix}liangpai-worker", **_settings(settings))
    app.receiver, app.partitions = lanes, settings.partitions
    app.pause_after_small_poll = settings.poll_pause
    app.transport = BatchTransport(app.conf.broker_consumer, app)
    app.boot_strategy.enable_kafka_producer = False
    app.boot_strategy.enable_web = False
    app.boot_strategy.enable_sensors = False
    lanes.attach(consumer_of(app))
    topics = app.topic(
        *(settings.prefix + topic for topic in settings.inputs),
        key_serializer="raw", value_serializer="raw", acks=False,
    )  # fmt: skip

    async def supervise(stream: StreamT[Any]) -> None:
        async for event in stream.events():
            lanes.deliver(event.value)

    async def assigned(_: Any, *args: Any, **__: Any) -> None:
        partitions: set[TP] = args[0]
        await lanes.assigned(partitions)

    app.agent(topics, name="supervise")(supervise)
    app.on_partitions_assigned.connect(cast(Any, assigned), weak=False)
    return app


def consumer_of(app: WorkerApp) -> BatchConsumer:
    """The app's consumer, which its transport made."""
    return cast(BatchConsumer, app.consumer)


def _settings(settings: WorkerSettings) -> dict[str, Any]:
    return {
        "broker": ";".join(f"kafka://{each.strip()}" for each in settings.bootstrap.split(",")),
        "autodiscover": False,
        "datadir": "/nonexistent",
        "store": "memory://",
        "web_enabled": False,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "reply_create_topic": False,
        "consumer_group_instance_id": settings.replica_id,
        "consumer_auto_offset_reset": "earliest",
        "broker_session_timeout": settings.session_seconds,
        "broker_heartbeat_interval": 3.0,
        "broker_rebalance_timeout": 60.0,
        "broker_max_poll_interval": 600.0,
        "broker_request_timeout": 40.0,
        "broker_commit_interval": 0.5,
        "stream_wait_empty": True,
        "stream_recovery_delay": 0.0,
    }
