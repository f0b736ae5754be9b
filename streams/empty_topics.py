"""Topics that are to be written anew: nothing may lie on them yet."""

from collections.abc import Mapping

from sinks.kafka import connection
from streams.exits import Misuse


async def refuse_unless_empty(bootstrap: str, prefix: str, topics: Mapping[str, int]) -> None:
    """Raise Misuse where one of these (name without prefix → partitions) was ever written to: what is put there would
    count beside that, and not in its place. Raises KafkaError."""
    from aiokafka import AIOKafkaConsumer, TopicPartition

    consumer = AIOKafkaConsumer(**connection(bootstrap))
    try:
        await consumer.start()
        for topic, partitions in topics.items():
            places = [TopicPartition(prefix + topic, number) for number in range(partitions)]
            if there := sum((await consumer.end_offsets(places)).values()):
                raise Misuse(
                    f"topic {prefix}{topic}: found {there} records, expected none; this needs topics that are new: "
                    "`liangpai topics create`, with a --prefix that was never used."
                )
    finally:
        await consumer.stop()
