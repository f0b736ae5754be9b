"""Wait until all that was sent is judged and archived: by what the parts say, not by time."""

import time
from typing import NamedTuple

from rich.console import Console

from streams.archive_client import ArchiveClient
from streams.exits import Unavailable
from streams.up.archive import events_archived
from streams.up.city import bars
from streams.up.health import metrics
from streams.up.stack import Stack

PATIENCE = 300.0  # seconds without any progress after which something is wrong
_PAUSE = 0.5
_ROWS = "liangpai_sink_rows_total"


class Standing(NamedTuple):
    """How far it has got: what workers handled and wrote, what waits, what the archive has."""

    handled: int
    outputs: int
    waiting: int
    backlog: int
    archived: int
    unarchived: int

    def settled(self, sent: int) -> bool:
        """Whether all that was sent is judged and archived, and nothing waits."""
        return min(self.handled, self.archived) >= sent and not (
            self.waiting or self.backlog or self.unarchived
        )


def wait_for_the_clock(stack: Stack, partitions: int) -> None:
    """Wait until the clock of every lane has come up to now, so that what is recorded earlier is history to it.

    A lane that has not looked at its empty inputs yet would begin at the time of the first record, and its clock
    would then run ahead of the rest as soon as it has to wait for it.
    """
    now, until = time.time(), time.monotonic() + PATIENCE
    while len([clock for clock in _clocks(stack) if clock >= now]) < partitions:
        stack.check()
        if time.monotonic() > until:
            raise Unavailable(f"the lanes' clocks do not come up to now; logs are in {stack.plan.home}/logs")
        time.sleep(_PAUSE)


def _clocks(stack: Stack) -> list[float]:
    found = (metrics(worker.http) for worker in stack.workers)
    return [clock for each in found if each for clock in each.values("liangpai_lane_clock_seconds")]


def look(stack: Stack, archive: ArchiveClient) -> Standing | None:
    """Ask all parts; None where one does not answer."""
    workers = [found for worker in stack.workers if (found := metrics(worker.http)) is not None]
    sink, archived = metrics(stack.sink.http), events_archived(archive)
    if len(workers) < len(stack.workers) or sink is None or archived is None:
        return None

    def over_all(name: str) -> int:
        return sum(worker.total(name) for worker in workers)

    outputs = over_all("liangpai_outputs_total")
    written = sink.total(_ROWS) - sink.total(_ROWS, table="events")
    return Standing(
        handled=over_all("liangpai_events_total"),
        outputs=outputs,
        waiting=over_all("liangpai_lag"),
        backlog=over_all("liangpai_lane_backlog"),
        archived=archived,
        unarchived=max(0, outputs - written),
    )


def outcomes(stack: Stack) -> dict[str, int]:
    """How the records that went in ended, by outcome, over all workers."""
    found = [each for worker in stack.workers if (each := metrics(worker.http)) is not None]
    return {
        outcome: sum(each.total("liangpai_events_total", outcome=outcome) for each in found)
        for outcome in ("applied", "duplicate", "dead_lettered")
    }


def wait_until_settled(stack: Stack, archive: ArchiveClient, sent: int, out: Console) -> Standing:
    """Wait, with a bar for judging and one for the archive, until two looks in a row agree that all is done.

    Raises Unavailable where a part ends by itself, or nothing has moved for five minutes.
    """
    with bars(out) as shown:
        judged, archived = shown.add_task("judging", total=sent), shown.add_task("archived", total=sent)
        before, moved = None, time.monotonic()
        while True:
            stack.check()
            now = look(stack, archive)
            if now is not None:
                shown.update(judged, completed=min(now.handled, sent), description=_judging(now, sent))
                shown.update(archived, completed=min(now.archived, sent))
                if now == before and now.settled(sent):
                    return now
            if now != before:
                before, moved = now, time.monotonic()
            elif time.monotonic() - moved > PATIENCE:
                raise Unavailable(
                    f"nothing has moved for {PATIENCE:.0f} s: {now}; logs are in {stack.plan.home}/logs"
                )
            time.sleep(_PAUSE)


def _judging(now: Standing, sent: int) -> str:
    if now.backlog:
        return f"judging {now.backlog:,} cases"
    return "judged" if now.handled >= sent else "judging"
