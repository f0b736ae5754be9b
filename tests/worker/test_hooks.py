"""The private hooks that `streams.worker.transport` names, on the libraries installed: there, and with the signatures
used. Where one fails after an upgrade, the transport has to follow before anything else is believed."""

import asyncio
import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.structs import TopicPartition
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.transport.drivers.aiokafka import Consumer as Driver

from streams.topics import create
from streams.worker import transport

ASKED: list[tuple[Callable[..., Any], list[str]]] = [
    (Consumer._wait_next_records, ["self", "timeout"]),
    (Driver._new_consumer_thread, ["self"]),
    (Consumer.getmany, ["self", "timeout"]),
    (Consumer.perform_seek, ["self"]),
    (Consumer.resume_partitions, ["self", "tps"]),
    (Consumer.on_partitions_revoked, ["self", "revoked"]),
    (Consumer.wait_empty, ["self"]),
    (Consumer.force_commit, ["self", "topics", "start_new_transaction"]),
    (Consumer.verify_all_partitions_active, ["self"]),
    (Consumer.on_buffer_full, ["self", "tp"]),
    (Consumer.on_buffer_drop, ["self", "tp"]),
    (AIOKafkaConsumerThread._create_worker_consumer, ["self", "transport"]),
    (
        AIOKafkaConsumerThread._fetch_records,
        ["self", "consumer", "active_partitions", "timeout", "max_records"],
    ),
    (AIOKafkaConsumerThread._commit, ["self", "offsets"]),
    (AIOKafkaConsumerThread._ensure_consumer, ["self"]),
]


def test_the_docstring_names_the_versions_installed() -> None:
    names = f"faust-streaming {version('faust-streaming')} and aiokafka {version('aiokafka')}"

    assert names in (transport.__doc__ or "")


@pytest.mark.parametrize(("hook", "parameters"), ASKED, ids=lambda each: getattr(each, "__qualname__", ""))
def test_a_hook_has_the_parameters_used(hook: Callable[..., Any], parameters: list[str]) -> None:
    assert list(inspect.signature(hook).parameters) == parameters


def test_faust_still_keeps_what_it_read_where_it_is_replaced() -> None:
    """`_drain_messages` asks the mapping by item, and forgets what is below it."""
    source = inspect.getsource(Consumer._drain_messages)

    assert "self._read_offset.__getitem__" in source
    assert "self._read_offset.__setitem__" in source


def test_how_long_a_fetch_may_wait_is_read_anew_for_each() -> None:
    assert "self._fetch_max_wait_ms," in inspect.getsource(Fetcher._get_actions_per_node)


def test_every_override_still_overrides_something() -> None:
    for ours in (transport.BatchConsumer, transport.BatchConsumerThread):
        inherited = {name for base in ours.__mro__[1:] for name in vars(base)}
        own = {name for name, value in vars(ours).items() if inspect.isfunction(value)}
        added = {"open", "confirm", "leave", "rewind", "_rewind", "_ends", "_end", "_message"}

        assert own - added <= inherited


def test_the_clients_show_how_far_they_are(kafka_bootstrap: str, topic_prefix: str) -> None:
    create(kafka_bootstrap, topic_prefix, 1)
    tp = TopicPartition(f"{topic_prefix}case-events", 0)

    async def look() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            await producer.send_and_wait(tp.topic, b"1", partition=0)
        async with AIOKafkaConsumer(
            tp.topic,
            bootstrap_servers=kafka_bootstrap,
            group_id=f"{topic_prefix}hooks",
            group_instance_id="one",
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=500,
        ) as consumer:
            await consumer.getone()
            assignment = consumer._subscription.subscription.assignment
            state = assignment.state_value(tp)
            assert assignment.active
            assert set(assignment.tps) == {tp}
            assert (state.has_valid_position, state.position, state.highwater, state.lso) == (True, 1, 1, 1)
            assert state.timestamp > 0
            assert consumer._coordinator._group_instance_id == "one"
            assert consumer._fetcher._fetch_max_wait_ms == 500

    asyncio.run(look())


def test_a_transactional_producer_shows_what_ended_its_transaction(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)

    async def look() -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=kafka_bootstrap, transactional_id=f"{topic_prefix}hooks"
        ) as producer:
            async with producer.transaction():
                await producer.send_and_wait(f"{topic_prefix}cards", b"1", partition=0)
                ending = producer._txn_manager.wait_for_transaction_end()
                assert not ending.done()
            assert ending.done()
            assert producer._sender.sender_task is not None

    asyncio.run(look())
