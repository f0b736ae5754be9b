"""Two real workers, one of them killed in the middle, end with the standing cards that `check` finds in the file."""

import time
from pathlib import Path

from tests.worker.city import (
    City,
    judged_by_check,
    simulated,
    split,
    standing,
    wait_until_handled,
    wait_until_judged,
)
from tests.worker.running import running

CASES = 250


def test_two_workers_one_killed_end_like_check_on_the_same_file(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    city = City(kafka_bootstrap, topic_prefix, tmp_path, simulated(tmp_path, CASES))
    halves = split(city.places.events, tmp_path)
    with running([city.worker("one"), city.worker("two")]) as workers:
        city.send(halves[0])
        wait_until_handled(workers, 1)
        workers[0].process.kill()
        city.send(halves[1])
        until = int(time.time() * 1000)
        workers[0].kill_and_start_again()
        workers[0].wait_until_ready()
        wait_until_judged(workers, until)
        cards = city.cards()
        assert [worker.stop() for worker in workers] == [0, 0]

    expected = judged_by_check(city.places, until, tmp_path / "checked.jsonl")
    assert standing(cards, until) == expected
    assert len(expected) > CASES // 10
