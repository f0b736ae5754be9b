"""What a lane takes of its inputs after an outage, when one of them is fetched later than another."""

import asyncio
from collections.abc import Callable
from itertools import count

from aiokafka.structs import ConsumerRecord

from rules.departed import Departed
from rules.on_record import NOTHING
from streams.worker.inbox import Inbox
from streams.worker.patience import HOUR_MS, OWED_PATIENCE_SECONDS, Owed
from streams.worker.transport import Batch, End
from streams.worker.turns import DUE_LIMIT, HELD_SECONDS, Intake
from tests.worker.stand_in import CountingLane

NOW = 1_700_000_000_000
TOPICS = ("case-events", "rating-events")
EARLIER, LATER = 3 * HOUR_MS, 2 * HOUR_MS
"""How long ago a case was accepted and rated."""


class Reading:
    """A lane that reads two inputs, at NOW unless it is told otherwise."""

    def __init__(self, wall: Callable[[], int] = lambda: NOW) -> None:
        self.inbox = Inbox(TOPICS)
        self.inbox.begin({}, {}, dict.fromkeys(TOPICS, 1))
        self.intake = Intake(self.inbox, wall, lambda: False)
        self.lane = CountingLane(3, {}, 0, NOTHING, Departed())

    def comes(self, topic: str, *ages: int, due_after: int | None = None) -> None:
        """Records of such ages, each of a case of its own, all that its topic has. `due_after` (ms): each case is
        due so long after its record."""
        records = [
            ConsumerRecord(topic, 3, offset, NOW - age, 0, f"k{offset}".encode(), value, None, 1, 1, ())
            for offset, age in enumerate(ages)
            for value in [b"1" if due_after is None else b'{"due": %d}' % (NOW - age + due_after)]
        ]
        batch = Batch(records, 1)
        self.inbox.announce(topic, batch)
        self.inbox.put(topic, batch)
        self.read(topic, len(ages), len(ages))

    def read(self, topic: str, position: int, end: int) -> None:
        """So far the topic is read."""
        self.inbox.note(topic, End(position, end, NOW, 1))

    def turn(self) -> list[str]:
        """The topics of the records of one turn, in order."""
        before = {topic: each.next for topic, each in self.inbox.inputs.items()}
        asyncio.run(self.intake.take(self.lane))
        outputs = self.lane.end_turn().outputs
        assert sum(each.next - before[topic] for topic, each in self.inbox.inputs.items()) == len(outputs)
        return [topic for output in outputs for topic in TOPICS if topic.encode() in output.value]


def test_of_history_nothing_is_taken_while_an_input_that_is_behind_has_brought_nothing() -> None:
    reading = Reading()
    reading.read("case-events", 0, 1)
    reading.comes("rating-events", LATER)

    assert reading.turn() == []
    assert reading.lane.clock == 0, "what is owed is no backlog when it comes"
    assert reading.intake.wait_seconds(reading.lane) == HELD_SECONDS

    reading.comes("case-events", EARLIER)
    assert reading.turn() == ["case-events", "rating-events"]


def test_of_history_records_are_held_back_as_soon_as_the_other_input_has_run_dry() -> None:
    reading = Reading()
    reading.comes("case-events", EARLIER)
    reading.read("case-events", 1, 2)
    reading.comes("rating-events", LATER)

    assert reading.turn() == ["case-events"]
    assert reading.lane.clock == NOW - EARLIER


def test_an_input_at_its_end_is_not_waited_for() -> None:
    reading = Reading()
    reading.read("case-events", 7, 7)
    reading.comes("rating-events", LATER)

    assert reading.turn() == ["rating-events"]
    assert not reading.intake.holding


def test_records_of_the_last_hour_wait_for_nobody() -> None:
    reading = Reading()
    reading.read("case-events", 0, 1)
    reading.comes("rating-events", HOUR_MS + 1)
    assert reading.turn() == []

    reading = Reading()
    reading.read("case-events", 0, 1)
    reading.comes("rating-events", HOUR_MS)
    assert reading.turn() == ["rating-events"]


def test_a_turn_of_history_goes_on_over_due_moments_up_to_so_many_of_them() -> None:
    reading = Reading()
    reading.read("rating-events", 0, 0)
    reading.comes("case-events", *(EARLIER - number for number in range(3 * DUE_LIMIT)), due_after=1)

    asyncio.run(reading.intake.take(reading.lane))
    turn = reading.lane.end_turn()

    fired = [output for output in turn.outputs if output.topic == "tickets"]
    assert len(fired) == DUE_LIMIT
    assert turn.outcomes["applied"] == DUE_LIMIT


def test_a_record_that_came_in_while_others_were_taken_is_not_held_to_be_ahead_of_its_time() -> None:
    clock = count(NOW, 10)
    reading = Reading(lambda: next(clock))
    reading.read("rating-events", 0, 0)
    reading.comes("case-events", 0, -5)

    assert reading.turn() == ["case-events", "case-events"]
    assert reading.lane.ceiling == NOW + 10, "of the second record"


def test_an_input_that_the_broker_does_not_give_is_waited_for_thirty_seconds_and_no_longer() -> None:
    owed = Owed()

    assert owed.holds(owes=True, now=100.0)
    assert owed.holds(owes=True, now=100.0 + OWED_PATIENCE_SECONDS - 0.001)
    assert not owed.holds(owes=True, now=100.0 + OWED_PATIENCE_SECONDS)
    assert not owed.holds(owes=False, now=200.0)
    assert owed.holds(owes=True, now=200.0), "the next time it is waited for anew"
