"""Writing the archive back to Kafka: topics that were lost come again, and workers and sink make all the rest anew.

Outcomes of desk actions and frozen months go first, because no worker can make them again: what was decided stays
decided. Then the input topics, partition by partition, in their order and with their stamps. Records that were no
events come back by their dead letters; dossiers that brought a closed case back, by what was kept of the case.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from rules.assessment.frozen import PIECE
from rules.outputs import Envelope
from rules.zone import zone
from sinks.unloading import NO_VALUE, Input, Inputs, Output, Unloader
from streams.empty_topics import refuse_unless_empty
from streams.exits import Misuse, Unavailable
from streams.partitions import partition_of
from streams.privacy import Key
from streams.sending import TOGETHER, Address, Letter, deliver, producing
from streams.topics import INPUTS

OUTCOMES, ASSESSMENTS = "action-outcomes", "assessments"
EMPTY_BEFORE = (*INPUTS, OUTCOMES, ASSESSMENTS, "dossiers")

UTC = zone("UTC")


@dataclass(slots=True)
class Rebuilt:
    """What was written and confirmed: records by topic (names without prefix). `lost` are places, as
    TOPIC/PARTITION/OFFSET, of which the archive keeps no bytes."""

    by_topic: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def rebuild(
    address: Address,
    key: Key,
    archive: Unloader,
    sent: Callable[[int], None] = lambda _: None,
) -> Rebuilt:
    """Write all of it to topics that exist and are empty; `sent` is told how many more records are confirmed.

    Raises Misuse, before anything is written, where a topic is not empty, the archive was written with another number
    of partitions or another key; Unavailable where Kafka does not answer.
    """
    from aiokafka.errors import KafkaError

    places = archive.places()
    _check_partitions(places, address.partitions)
    _check_key(archive, key)
    try:
        return asyncio.run(_write(address, archive, places, sent))
    except (KafkaError, OSError) as error:
        raise Unavailable(
            f"Kafka at {address.bootstrap} stopped answering ({error}); when it is back, begin again on a prefix or a "
            "cluster without these topics."
        ) from error


def _check_partitions(places: Iterable[Inputs], partitions: int) -> None:
    for place in places:
        expected = partition_of(place.subject, partitions) if place.subject else place.partition
        if expected != place.partition or place.partition >= partitions:
            raise Misuse(
                f"the archive has records of {place.topic} in partition {place.partition} that belong elsewhere where "
                f"there are {partitions} partitions; make the topics with as many as before "
                "(`liangpai topics create --partitions N`)."
            )


def _check_key(archive: Unloader, key: Key) -> None:
    ours = {each[:4] for each in key.fingerprints}
    others = [name for name in archive.sealed_by() if name not in ours]
    if others:
        raise Misuse(
            f"the archive was sealed with the key {others[0]}…, this one is {key.fingerprint[:4]}…; "
            "give that key's file."
        )


async def _write(
    address: Address, archive: Unloader, places: Iterable[Inputs], sent: Callable[[int], None]
) -> Rebuilt:
    empty = dict.fromkeys(EMPTY_BEFORE, address.partitions)
    await refuse_unless_empty(address.bootstrap, address.prefix, empty)
    done, returns = Rebuilt(), _Returns(archive.dossiers())
    async with producing(address.bootstrap) as producer:
        for letters in (_outputs(archive), *(_inputs(archive, place, returns, done) for place in places)):
            while chunk := list(islice(letters, TOGETHER)):
                await deliver(producer, address, chunk)
                done.by_topic.update(letter.topic for letter in chunk)
                sent(len(chunk))
    return done


def _outputs(archive: Unloader) -> Iterator[Letter]:
    for record in archive.outcomes():
        yield _output(OUTCOMES, record)
    for record in archive.pieces(PIECE):
        yield _output(ASSESSMENTS, record)


def _output(topic: str, record: Output) -> Letter:
    data = msgspec.Raw(record.data.encode())
    event = Envelope(record.id, record.type, record.subject, UTC.iso(record.time), data)
    return Letter(topic, record.subject, msgspec.json.encode(event), record.stamp)


def _inputs(archive: Unloader, place: Inputs, returns: "_Returns", done: Rebuilt) -> Iterator[Letter]:
    """The records of a partition; one that cannot be told by itself waits for the next, which may tell it."""
    letters = archive.letters(place)
    waiting: list[Input] = []
    for record in archive.inputs(place):
        if not record.readable and record.offset not in letters:
            waiting.append(record)
            continue
        yield from _waited(waiting, record, place, returns, done)
        waiting.clear()
        yield _input(record, place, letters.get(record.offset))
    yield from _waited(waiting, None, place, returns, done)


def _waited(
    waiting: Iterable[Input], following: Input | None, place: Inputs, returns: "_Returns", done: Rebuilt
) -> Iterator[Letter]:
    for record in waiting:
        sealed = returns.of(place.topic, record, following)
        if sealed is None:
            done.lost.append(f"{place.topic}/{place.partition}/{record.offset}")
        else:
            yield Letter(
                place.topic, following and following.subject, sealed, record.stamp, partition=place.partition
            )


def _input(record: Input, place: Inputs, letter: tuple[str, str] | None) -> Letter:
    reason, value = letter or ("", record.value)
    return Letter(
        place.topic,
        record.key or None,
        value.encode(),
        record.stamp,
        partition=place.partition,
        absent=reason == NO_VALUE,
    )


class _Returns:
    """Dossiers that brought a closed case back: each was sent just before the record that it was needed for, under the
    same stamp; the first time a case came back, with what was kept when it first left, and so on."""

    def __init__(self, kept: Mapping[str, Sequence[str]]) -> None:
        self._kept = kept
        self._times: Counter[tuple[str, str]] = Counter()

    def of(self, topic: str, record: Input, following: Input | None) -> bytes | None:
        """The sealed dossier that the record was; None where it was none, or nothing was kept."""
        if following is None or following.stamp != record.stamp:
            return None
        kept = self._kept.get(following.subject)
        if not kept:
            return None
        times = self._times[topic, following.subject]
        self._times[topic, following.subject] += 1
        return kept[min(times, len(kept) - 1)].encode()
