"""A changelog whose end is lost with the broker's last writes: the state goes back, whole, and work goes on."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from rules.lane import Turn
from rules.on_record import Told
from rules.outputs import Output
from streams.services import LocalKafka
from streams.topics import create
from streams.worker import ledger
from streams.worker.changelog import CHANGELOG, Place, TurnWriter
from streams.worker.ledger import Ledger
from streams.worker.restoring import BrokenStateError, outcomes_on_record, read_back, read_on_record
from tests.faults.segments import BatchPlace, batches, cut_off, newest_segment

CASES, TURNS = 50, 4


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LocalKafka]:
    """A broker of the test's own, with topics of three partitions."""
    with LocalKafka(tmp_path) as broker:
        create(broker.bootstrap, "", 3)
        yield broker


async def write_turns(place: Place) -> None:
    """Some turns, each of which changes every case."""
    writer = TurnWriter(place)
    await writer.start()
    for turn in range(1, TURNS + 1):
        states: dict[str, bytes | None] = {f"case-{n}": b"%d" % turn * 200 for n in range(CASES)}
        await writer.write(Turn.empty()._replace(states=states), Ledger({"case-events": turn}, {}, turn))
    await writer.stop()


async def taken_over(place: Place) -> tuple[dict[str, bytes], Ledger]:
    """What the next owner of the lane finds, after it has written a turn of its own."""
    writer = TurnWriter(place)
    await writer.start()
    store: dict[str, bytes] = {}
    found = await read_back(place, store)
    await writer.write(Turn.empty(), found)
    await writer.stop()
    return store, found


def whole_turn(last: list[BatchPlace]) -> int:
    return last[-2].start


def its_marker(last: list[BatchPlace]) -> int:
    return last[-1].start


def half_a_record(last: list[BatchPlace]) -> int:
    return (last[-2].start + last[-2].end) // 2


def test_whatever_is_lost_of_the_last_turn_the_lane_goes_on_from_the_turn_before(broker: LocalKafka) -> None:
    ways = dict(enumerate((whole_turn, its_marker, half_a_record)))
    for number in ways:
        asyncio.run(write_turns(Place(broker.bootstrap, "", number)))
    broker.kill()
    for number, way in ways.items():
        segment = newest_segment(broker.folder / "data", CHANGELOG, number)
        cut_off(segment, way(list(batches(segment))))
    broker.start()

    for number in ways:
        store, found = asyncio.run(taken_over(Place(broker.bootstrap, "", number)))

        assert found.next == {"case-events": TURNS - 1}
        assert store == {f"case-{case}": b"%d" % (TURNS - 1) * 200 for case in range(CASES)}


def outcome(action: str, said: str, stamp: int) -> Output:
    data = {"action_source": "desk", "action_id": action, "outcome": said, "reason": None}
    return Output("action-outcomes", "case-1", json.dumps({"data": data}).encode(), stamp)


def test_what_was_decided_after_the_state_was_written_is_known_to_the_next_owner(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)
    place = Place(kafka_bootstrap, topic_prefix, 0)

    async def decide() -> None:
        writer = TurnWriter(place)
        await writer.start()
        for stamp, said in ((1_000, "done"), (2_000, "refused"), (3_000, "done")):
            turn = Turn.empty()._replace(outputs=[outcome(f"a-{stamp}", said, stamp)])
            await writer.write(turn, Ledger({"desk-actions": stamp}, {}, stamp))
        await writer.stop()

    async def known(clock: int) -> set[str]:
        return {action for _, action in await outcomes_on_record(place, clock)}

    asyncio.run(decide())

    assert asyncio.run(known(0)) == {"a-1000", "a-2000", "a-3000"}
    assert asyncio.run(known(1_001)) == {"a-2000", "a-3000"}
    assert asyncio.run(known(2_000)) == {"a-2000", "a-3000"}
    assert asyncio.run(known(3_001)) == set()


def test_a_lane_record_that_cannot_be_read_is_named_with_its_place(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)

    async def run() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
            await producer.send_and_wait(
                f"{topic_prefix}{CHANGELOG}", key=ledger.KEY, value=b"{", partition=0
            )
        with pytest.raises(
            BrokenStateError, match=f"{topic_prefix}{CHANGELOG}/0 at offset 0: the lane record"
        ):
            await read_back(Place(kafka_bootstrap, topic_prefix, 0), {})

    asyncio.run(run())


def counted(topic: str, subject: str, revision: int, stamp: int) -> Output:
    value = {"subject": subject, "data": {"revision": revision}}
    return Output(topic, subject, json.dumps(value).encode(), stamp)


def test_how_far_each_case_was_told_is_read_where_the_state_was_lost_and_until_all_is_read_anew(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)
    place = Place(kafka_bootstrap, topic_prefix, 0)
    told = [
        *(counted("cards", "case-1", number, 1_000 + number) for number in (1, 2, 3)),
        counted("tickets", "case-1", 1, 2_000),
        counted("ratings", "case-2", 1, 5_000),
    ]

    async def tell() -> None:
        writer = TurnWriter(place)
        await writer.start()
        await writer.write(Turn.empty()._replace(outputs=told), Ledger())
        await writer.stop()

    def found(ledger: Ledger) -> tuple[dict[str, Told], int]:
        on_record, known = asyncio.run(read_on_record(place, ledger))
        return dict(on_record.told), known.anew_until

    assert found(Ledger()) == ({}, 0), "nothing was ever written"
    asyncio.run(tell())
    both = {"case-1": Told(3, 2_000), "case-2": Told(1, 5_000)}
    assert found(Ledger()) == (both, 5_000)
    between = Ledger({"case-events": 4}, {}, 1_002, anew_until=5_000)
    assert found(between) == (both, 5_000), "killed while it reads anew: the rest is still to be passed"
    later = Ledger({"case-events": 7}, {}, 2_000, anew_until=5_000)
    assert found(later) == ({"case-2": Told(1, 5_000)}, 5_000)
    assert found(Ledger({"case-events": 9}, {}, 5_001, anew_until=5_000)) == ({}, 5_000)
    assert found(Ledger({"case-events": 9}, {}, 1_000)) == ({}, 0), "a lane that never lost its state"
