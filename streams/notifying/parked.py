"""What waits or was parked, read from the topic of slips; and asking that parked alerts be tried again."""

import asyncio
import time
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from sinks.delivery.post import Post, Put
from sinks.delivery.slip_reading import SlipReader
from sinks.delivery.slips import TOPIC, Board, Key, Slip
from sinks.kafka import connection
from streams.exits import Misuse, Unavailable
from streams.sending import Address

Found = tuple[Key, Slip]


def read_slips(address: Address) -> Board:
    """All slips as they are now. Raises Unavailable."""
    return asyncio.run(_read(address))


def retry(address: Address, receiver: str, message_id: str | None) -> list[Found]:
    """Ask that a receiver's parked alerts (or one of them) be tried again, from anew; which they are. Raises Misuse."""
    parked = read_slips(address).parked(receiver)
    chosen = [each for each in parked if message_id in {None, each[0].message_id}]
    if message_id is not None and not chosen:
        known = ", ".join(key.message_id for key, _ in parked[:5]) or "none"
        raise Misuse(f"found no parked alert {message_id!r} of {receiver}, expected one of: {known}.")
    asyncio.run(_write(address, [_asked(each) for each in chosen]))
    return chosen


def _asked(found: Found) -> Put:
    key, slip = found
    again = Slip(
        receiver=slip.receiver, state="waiting", partition=slip.partition, offset=slip.offset, since=slip.since,
        first_at=int(time.time() * 1000), tries=slip.tries, why=slip.why, asked=True, value=slip.value,
    )  # fmt: skip
    return Put(key, again, slip.partition)


async def _read(address: Address) -> Board:
    board = Board()
    reader = SlipReader(address.bootstrap, address.prefix + TOPIC, address.partitions, board, lambda *_: None)
    try:
        await reader.start()
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} does not answer ({error}).") from error
    finally:
        await reader.stop()
    return board


async def _write(address: Address, puts: Sequence[Put]) -> None:
    producer = AIOKafkaProducer(**connection(address.bootstrap), acks="all", enable_idempotence=True)
    try:
        await producer.start()
        await Post(producer, address.prefix).slips(puts)
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka at {address.bootstrap} did not take the record ({error}).") from error
    finally:
        await producer.stop()
