"""Two processes under one name: who is pushed out again and again ends with a sentence, and nothing is lost."""

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from streams.exits import Misuse
from streams.topics import create
from streams.worker.rivals import FENCES, WITHIN_SECONDS, Rivals
from tests.worker import load
from tests.worker.running import PATIENCE_SECONDS, Worker, running, stand_in


def fenced_again(rivals: Rivals, now: float) -> None:
    rivals.assigned()
    rivals.fenced(now)


def test_many_lanes_fenced_at_once_are_one_fence() -> None:
    rivals = Rivals("one")
    fenced_again(rivals, 0.0)

    for _ in range(3 * FENCES):
        rivals.fenced(1.0)

    for number in range(2, FENCES):
        fenced_again(rivals, float(number))
    with pytest.raises(Misuse, match=r"another process seems to run as worker 'one'.*its own --id"):
        fenced_again(rivals, 10.0)


def test_fences_far_apart_are_no_sign_of_another_process() -> None:
    rivals = Rivals("one")

    for number in range(10 * FENCES):
        fenced_again(rivals, number * (WITHIN_SECONDS / (FENCES - 1) + 0.1))


def until_one_ends(pair: list[Worker], bootstrap: str, prefix: str) -> tuple[Worker, Worker, int]:
    """Send records until one of two ends: that one, the other (which may end too), and how many were sent."""
    ends, sent = time.monotonic() + PATIENCE_SECONDS, 0
    while True:
        asyncio.run(load.produce(bootstrap, prefix, 100, seed=sent, first=sent))
        sent += 100
        for worker, other in (pair, pair[::-1]):
            if worker.process.poll() is not None:
                return worker, other, sent
        assert time.monotonic() < ends, [worker.log.read_text()[-2_000:] for worker in pair]


def test_of_two_workers_with_one_id_one_ends_with_a_sentence_and_nothing_is_lost_or_doubled(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, 12)

    def start(log: str) -> Worker:
        return stand_in(kafka_bootstrap, topic_prefix, tmp_path / log, "same")

    with ExitStack() as stack:
        (first,) = stack.enter_context(running([start("first.log")]))
        second = start("second.log")
        stack.callback(second.process.wait)
        stack.callback(second.process.kill)

        loser, other, count = until_one_ends([first, second], kafka_bootstrap, topic_prefix)
        other.process.kill()
        other.process.wait()

        text = loser.log.read_text()
        assert loser.process.returncode == 2, text
        assert "another process seems to run as worker 'same'" in text
        assert "Traceback" not in text
        stack.enter_context(running([start("alone.log")]))
        asyncio.run(load.until_counted(kafka_bootstrap, topic_prefix, count))
        assert asyncio.run(load.sums(kafka_bootstrap, topic_prefix)) == (count, [])
