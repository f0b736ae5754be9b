"""Which record a lane takes next, and when it may say that all inputs are read."""

from aiokafka.structs import ConsumerRecord

from streams.worker.inbox import CROWDED, CROWDED_BYTES, FRESH_MS, Inbox, Input
from streams.worker.transport import Batch, End

NOW = 1_700_000_000_000
TOPICS = ("case-events", "rating-events")


def record(topic: str, offset: int, stamp: int, value: bytes = b"v") -> ConsumerRecord[bytes, bytes]:
    return ConsumerRecord(topic, 3, offset, stamp, 0, b"k", value, None, 1, 1, ())


def inbox_with(**stamps: list[int]) -> Inbox:
    inbox = Inbox(TOPICS)
    inbox.begin({}, {}, dict.fromkeys(TOPICS, 1))
    for name, values in stamps.items():
        topic = name.replace("_", "-")
        batch = Batch([record(topic, offset, stamp) for offset, stamp in enumerate(values)], 1)
        inbox.announce(topic, batch)
        inbox.put(topic, batch)
    return inbox


def drained(inbox: Inbox) -> list[tuple[str, int]]:
    taken = []
    while (head := inbox.head()) is not None:
        taken.append((head.topic, inbox.pop(head).offset))
    return taken


def test_the_head_with_the_smallest_timestamp_is_taken_first() -> None:
    inbox = inbox_with(case_events=[10, 30], rating_events=[20, 40])

    assert drained(inbox) == [
        ("case-events", 0),
        ("rating-events", 0),
        ("case-events", 1),
        ("rating-events", 1),
    ]


def test_a_record_stamped_behind_its_topic_waits_as_long_as_the_running_maximum() -> None:
    inbox = inbox_with(case_events=[50, 10], rating_events=[40, 60])

    assert drained(inbox) == [
        ("rating-events", 0),
        ("case-events", 0),
        ("case-events", 1),
        ("rating-events", 1),
    ]


def test_of_equal_timestamps_the_topic_name_decides() -> None:
    inbox = inbox_with(rating_events=[10], case_events=[10])

    assert drained(inbox) == [("case-events", 0), ("rating-events", 0)]


def test_an_idle_input_is_not_waited_for() -> None:
    assert drained(inbox_with(rating_events=[10])) == [("rating-events", 0)]


def test_records_below_the_next_offset_are_skipped_and_counted() -> None:
    inbox = Inbox(TOPICS)
    inbox.begin({"case-events": 2}, {}, dict.fromkeys(TOPICS, 1))

    inbox.put("case-events", Batch([record("case-events", offset, 10) for offset in range(4)], 1))

    assert drained(inbox) == [("case-events", 2), ("case-events", 3)]
    assert inbox.skipped == 2


def test_a_batch_drained_before_the_last_seek_is_dropped() -> None:
    inbox = Inbox(TOPICS)
    inbox.begin({}, {}, dict.fromkeys(TOPICS, 2))

    assert not inbox.put("case-events", Batch([record("case-events", 7, 10)], 1))
    assert inbox.head() is None


def at_end(
    inbox: Inbox, *, position: int = 5, end: int = 5, answered_at: int | None = NOW, epoch: int = 1
) -> bool:
    for topic in TOPICS:
        inbox.note(topic, End(position, end, answered_at, epoch))
    return inbox.at_end(NOW)


def test_inputs_are_at_their_end_when_the_broker_just_said_so() -> None:
    assert at_end(inbox_with())


def test_no_answer_about_one_input_is_no_end() -> None:
    inbox = inbox_with()
    inbox.note("case-events", End(5, 5, NOW, 1))

    assert not inbox.at_end(NOW)


def test_an_input_with_more_to_fetch_is_not_at_its_end() -> None:
    assert not at_end(inbox_with(), position=4)


def test_a_record_that_waits_is_no_end() -> None:
    assert not at_end(inbox_with(case_events=[10]))


def test_a_batch_on_its_way_is_no_end() -> None:
    inbox = inbox_with()
    inbox.announce("case-events", Batch([record("case-events", 0, 10)], 1))

    assert not at_end(inbox)


def test_an_answer_older_than_a_few_seconds_says_nothing() -> None:
    assert at_end(inbox_with(), answered_at=NOW - FRESH_MS)
    assert not at_end(inbox_with(), answered_at=NOW - FRESH_MS - 1)


def test_an_answer_from_before_the_last_seek_says_nothing() -> None:
    assert not at_end(inbox_with(), epoch=0)


def test_a_transaction_marker_at_the_end_is_not_lag() -> None:
    inbox = inbox_with(case_events=[10])
    drained(inbox)
    inbox.note("case-events", End(2, 2, NOW, 1))

    assert inbox.inputs["case-events"].behind() == 0


def holding(count: int, size: int) -> tuple[Inbox, Input]:
    """So many records of that size wait in one input."""
    inbox = inbox_with()
    value = b"v" * size
    batch = Batch([record("case-events", number, NOW, value) for number in range(count)], 1)
    inbox.announce("case-events", batch)
    inbox.put("case-events", batch)
    return inbox, inbox.inputs["case-events"]


def test_an_input_is_full_by_number_or_by_bytes_and_not_before() -> None:
    assert not holding(CROWDED, 1)[1].full()
    assert holding(CROWDED + 1, 1)[1].full()
    assert not holding(4, CROWDED_BYTES // 4)[1].full()
    assert holding(5, CROWDED_BYTES // 4)[1].full()


def test_an_input_has_room_again_once_less_than_half_of_what_it_may_hold_waits() -> None:
    inbox, each = holding(4, CROWDED_BYTES // 4)
    for _ in range(2):
        inbox.pop(each)
    assert not each.has_room()
    inbox.pop(each)
    assert each.has_room()


def test_starting_over_forgets_how_much_waited() -> None:
    inbox, each = holding(5, CROWDED_BYTES // 4)

    inbox.begin({}, {}, dict.fromkeys(TOPICS, 2))

    assert (each.full(), each.waiting_bytes) == (False, 0)


def owing(inbox: Inbox, *, position: int | None, end: int | None, epoch: int = 1) -> bool:
    """Whether something is owed where rating-events is at its end, and case-events is read so far."""
    inbox.note("rating-events", End(5, 5, NOW, epoch))
    inbox.note("case-events", End(position, end, NOW, epoch))
    return inbox.owes()


def test_an_input_with_more_to_fetch_owes_a_record_and_one_at_its_end_does_not() -> None:
    assert owing(inbox_with(), position=4, end=5)
    assert not owing(inbox_with(), position=5, end=5)


def test_an_input_of_which_a_record_waits_owes_none() -> None:
    assert not owing(inbox_with(case_events=[10]), position=1, end=9)


def test_an_input_of_which_the_broker_said_nothing_yet_may_owe_one() -> None:
    assert inbox_with().owes()
    assert owing(inbox_with(), position=None, end=5)
    assert owing(inbox_with(), position=5, end=None)
    assert owing(inbox_with(), position=5, end=5, epoch=0), "an answer from before the last seek says nothing"


def test_a_batch_on_its_way_is_owed() -> None:
    inbox = inbox_with()
    inbox.announce("case-events", Batch([record("case-events", 0, 10)], 1))

    assert owing(inbox, position=1, end=1)
