import logging

from sinks.patience import LONGEST_WAIT, Seldom, wait_before


def test_waits_double_up_to_the_longest() -> None:
    assert [wait_before(attempt) for attempt in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert wait_before(6) == wait_before(10**9) == LONGEST_WAIT


def test_a_message_is_let_through_once_in_its_time_and_others_are_not_held_back() -> None:
    now = 0.0
    seldom = Seldom(every=10.0, clock=lambda: now)

    def said(text: str) -> bool:
        return seldom.filter(logging.LogRecord("kafka", logging.ERROR, "", 0, text, ("x",), None))

    first, again, other = said("broker %s away"), said("broker %s away"), said("other")
    now = 9.9
    early = said("broker %s away")
    now = 10.0

    assert (first, again, other, early, said("broker %s away")) == (True, False, True, False, True)
