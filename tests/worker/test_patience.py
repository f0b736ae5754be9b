"""When a lane leaps to the wall clock, and when it judges what it only folded."""

from streams.worker.patience import (
    BACKLOG_PATIENCE_SECONDS,
    BACKLOG_QUIET_SECONDS,
    HOUR_MS,
    LEAP_QUIET_SECONDS,
    Backlog,
    WallGate,
)


def test_a_lane_that_keeps_up_takes_the_wall_clock_at_once() -> None:
    assert WallGate().opens(at_end=True, busy=True, gap_ms=HOUR_MS, now=100.0)


def test_a_leap_of_more_than_an_hour_waits_until_the_inputs_are_quiet() -> None:
    gate = WallGate()

    assert not gate.opens(at_end=True, busy=True, gap_ms=HOUR_MS + 1, now=100.0)
    assert not gate.opens(at_end=True, busy=False, gap_ms=HOUR_MS + 1, now=100.0 + LEAP_QUIET_SECONDS - 0.01)
    assert gate.opens(at_end=True, busy=False, gap_ms=HOUR_MS + 1, now=100.0 + LEAP_QUIET_SECONDS)


def test_records_that_come_in_between_start_the_quiet_time_anew() -> None:
    gate = WallGate()
    gate.opens(at_end=True, busy=False, gap_ms=2 * HOUR_MS, now=100.0)
    gate.opens(at_end=True, busy=True, gap_ms=2 * HOUR_MS, now=104.0)

    assert not gate.opens(at_end=True, busy=False, gap_ms=2 * HOUR_MS, now=106.0)


def test_a_lane_that_is_not_at_the_end_never_takes_the_wall_clock() -> None:
    assert not WallGate().opens(at_end=False, busy=False, gap_ms=1, now=100.0)


def test_backlog_is_judged_five_seconds_after_its_last_record() -> None:
    backlog = Backlog()
    backlog.saw(100.0)
    backlog.saw(103.0)

    assert backlog.due_in(103.0) == BACKLOG_QUIET_SECONDS
    assert backlog.due_in(103.0 + BACKLOG_QUIET_SECONDS) == 0.0


def test_backlog_that_never_ends_is_judged_after_ten_minutes() -> None:
    backlog = Backlog()
    for second in range(int(BACKLOG_PATIENCE_SECONDS) + 1):
        backlog.saw(float(second))

    assert backlog.due_in(BACKLOG_PATIENCE_SECONDS) == 0.0
    assert backlog.due_in(BACKLOG_PATIENCE_SECONDS - 1.0) == 1.0


def test_judged_backlog_starts_its_patience_anew() -> None:
    backlog = Backlog()
    backlog.saw(0.0)
    backlog.judged()
    backlog.saw(1000.0)

    assert backlog.due_in(1000.0) == BACKLOG_QUIET_SECONDS
