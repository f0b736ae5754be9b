"""Bare aiokafka: poll, count in a dict, write touched counts to a compacted topic and each twentieth record, commit.

`python bare.py KAFKA TOPIC OUTPUTS STATES GROUP RECORDS`
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from watch import Watch


async def main(bootstrap: str, topic: str, outputs: str, states: str, group: str, wanted: str) -> None:
    """Count until so many records are handled and confirmed."""
    watch, counts = Watch(int(wanted)), Counter[bytes]()
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=4 << 20,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, enable_idempotence=True, max_batch_size=262_144, compression_type="lz4"
    )
    async with consumer, producer:
        while not watch.full:
            polled = await consumer.getmany(timeout_ms=500)
            sent: list[asyncio.Future[Any]] = []
            for tp, records in polled.items():
                told = [record.key for record in records if watch.saw()]
                counts.update(record.key for record in records)
                touched = {record.key: b"%d" % counts[record.key] for record in records}
                sent += await _send(producer, states, tp.partition, touched.items())
                sent += await _send(
                    producer, outputs, tp.partition, [(key, b"%d" % counts[key]) for key in told]
                )
            if sent:
                await asyncio.gather(*sent)
                await consumer.commit()
        watch.tell()


async def _send(
    producer: AIOKafkaProducer, topic: str, partition: int, records: Iterable[tuple[bytes, bytes]]
) -> list[asyncio.Future[Any]]:
    sent: list[asyncio.Future[Any]] = []
    batch = producer.create_batch()
    for key, value in records:
        if batch.append(key=key, value=value, timestamp=None) is None:
            sent.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(key=key, value=value, timestamp=None)
    if batch.record_count():
        sent.append(await producer.send_batch(batch, topic, partition=partition))
    return sent


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
