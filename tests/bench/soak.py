"""`python -m tests.bench.soak [MINUTES [RATE]]`: the single-machine form for hours; memory and lag must stay flat.

Everything that `liangpai up` starts runs on this machine, and a simulated city is sent to it at an even rate: two and a
half years in two hours, so that cases close and leave the state while new ones come. Each 30 seconds the memory of
every process, the records that wait and the dossiers held go to build/soak.csv. What came before the state was full
does not count. The last line is the verdict; exit 1 where it is short.
"""

import asyncio
import csv
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from statistics import fmean, median, stdev
from typing import NamedTuple

from streams.calendar_source import built_in_calendar
from streams.contacts import file_border
from streams.event_keys import key_of, stamp_of, topic_of
from streams.privacy import Key, subject_of
from streams.sending import Address, Letter, deliver, key_letter, producing
from streams.simulation.days import DAY, Days
from streams.simulation.rulebook_files import write_rulebook
from streams.simulation.run import order_of
from streams.simulation.traffic import Traffic
from streams.up.health import metrics
from streams.up.interrupts import Interrupts
from streams.up.stack import Plan, Stack, running
from tests.bench.scene import cpu_seconds, resident_mib

END = datetime.fromisoformat("2026-11-28T18:00:00+08:00")
EVENTS_OF_A_CASE = 11.8
MONTHS_A_MINUTE = 0.25
"""Of the city's time. A closed case stays 90 days, so the state is full after some fifteen minutes. An hour of its time
shall be longer than what is sent at once, else records that came in time would count as late."""
FILLING = 0.25
"""The share of the run that does not count."""
TICK_SECONDS, SAMPLE_SECONDS, DRAIN_SECONDS = 0.1, 30.0, 120.0
SAMPLES = Path("build/soak.csv")
PATIENCE = 4.0
"""Seconds of events that may wait on the whole, in the median of any quarter of an hour."""


class Sample(NamedTuple):
    """What was seen at a moment: seconds since the beginning, events sent and handled, what waits, dossiers held."""

    at: float
    sent: int
    handled: int
    lag: int
    unread: int
    dossiers: int
    resident: tuple[float, ...]


class Trend(NamedTuple):
    """A line through figures over time: MiB on average, MiB an hour, how far single figures are from the line."""

    mean: float
    hourly: float
    noise: float


@dataclass
class Run:
    """A run under way; `samples` grows."""

    stack: Stack
    samples: list[Sample]
    began: float
    sent: int = 0
    late: float = 0.0

    @property
    def processes(self) -> dict[str, int]:
        """Name → process id."""
        local = self.stack.kafka.local
        kafka = {"kafka": local.pid} if local is not None and local.pid is not None else {}
        return {child.name: child.pid for child in self.stack.children} | kafka


def main(minutes: float, rate: float) -> int:
    """Start, send, look, tell."""
    with tempfile.TemporaryDirectory(prefix="liangpai-soak-") as name:
        home = Path(name)
        traffic = _traffic(minutes, rate)
        write_rulebook(home / "rulebook", traffic.city, traffic.order.end // DAY)
        key = Key.make(home / "key")
        archive = f"chdb://{home / 'clickhouse'}"
        plan = Plan(home, home / "rulebook", archive, home / "key", workers=1)
        with running(plan, Interrupts(), lambda said: print(said, flush=True)) as stack:
            run = Run(stack, [], time.monotonic())
            _run(run, _letters(traffic, key), minutes * 60, rate)
            return _told(run, rate)


def _traffic(minutes: float, rate: float) -> Traffic:
    months = max(1, round(minutes * MONTHS_A_MINUTE))
    cases = int(minutes * 60 * rate / EVENTS_OF_A_CASE * 1.05)
    return Traffic(order_of(cases, 1, months, END), Days(built_in_calendar()))


def _letters(traffic: Traffic, key: Key) -> Iterator[Letter]:
    border = file_border(key)
    for line in traffic.lines():
        place, cleansed = key_of(line), border(line.rstrip())
        subject = subject_of(cleansed.value)
        assert subject is not None
        if cleansed.contact is not None:
            yield key_letter(cleansed.contact, subject, stamp_of(place))
        yield Letter(topic_of(place), subject, cleansed.value, stamp_of(place))


def _run(run: Run, letters: Iterator[Letter], seconds: float, rate: float) -> None:
    """Send and look; then wait until all is handled, for a while."""
    over = threading.Event()
    looking = threading.Thread(target=_look, args=(run, over))
    looking.start()
    try:
        asyncio.run(_offer(run, letters, seconds, rate))
        ends = time.monotonic() + DRAIN_SECONDS
        while run.samples and run.samples[-1].handled < run.sent and time.monotonic() < ends:
            time.sleep(1)
    finally:
        over.set()
        looking.join()


async def _offer(run: Run, letters: Iterator[Letter], seconds: float, rate: float) -> None:
    address = Address(run.stack.kafka.bootstrap, run.stack.plan.prefix, 12)
    async with producing(address.bootstrap) as producer:
        while (gone := time.monotonic() - run.began) < seconds:
            chunk = list(islice(letters, max(0, int(gone * rate) - run.sent)))
            await deliver(producer, address, chunk)
            run.sent += len([letter for letter in chunk if letter.key is None])
            run.late = max(run.late, (time.monotonic() - run.began) - run.sent / rate)
            await asyncio.sleep(TICK_SECONDS)


def _look(run: Run, over: threading.Event) -> None:
    header = ["seconds", "sent", "handled", "lag", "unread", "dossiers", *run.processes]
    SAMPLES.parent.mkdir(exist_ok=True)
    with SAMPLES.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(header)
        while True:
            last = over.wait(SAMPLE_SECONDS)
            run.samples.append(sample := _sample(run))
            rows.writerow([*sample[:-1], *(round(mib, 1) for mib in sample.resident)])
            file.flush()
            if last:
                return


def _sample(run: Run) -> Sample:
    run.stack.check()
    sent = run.sent
    workers = [found for child in run.stack.workers if (found := metrics(child.http)) is not None]
    sink = metrics(run.stack.sink.http)
    return Sample(
        time.monotonic() - run.began,
        sent,
        sum(each.total("liangpai_events_total") for each in workers),
        sum(each.total("liangpai_lag") for each in workers),
        sink.total("liangpai_sink_lag_records") + sink.total("liangpai_sink_waiting_records") if sink else -1,
        sum(each.total("liangpai_lane_dossiers") for each in workers),
        tuple(resident_mib(pid) for pid in run.processes.values()),
    )


def _told(run: Run, rate: float) -> int:
    counted = [each for each in run.samples if each.at >= run.samples[-1].at * FILLING]
    last, short = run.samples[-1], list[str]()
    hours = last.at / 3600
    print(
        f"{last.sent:,} events in {hours:.2f} h, {last.handled:,} handled; sent at most {run.late:.1f} s late"
    )
    for number, (name, pid) in enumerate(run.processes.items()):
        trend = trend_of([(each.at, each.resident[number]) for each in counted])
        grown = trend.hourly * (counted[-1].at - counted[0].at) / 3600
        flat = grown <= 2 * trend.noise or name == "kafka"  # whose heap has a limit of its own
        share = cpu_seconds(pid) / last.at
        print(
            f"{name:10} {trend.mean:7.0f} MiB {trend.hourly:+7.1f} MiB/h, noise {trend.noise:5.1f} MiB; "
            f"{share:.2f} of a core {'ok' if flat else 'short'}"
        )
        short += [] if flat else [f"memory of {name}"]
    for name in ("lag", "unread", "dossiers"):
        told = [f"{middle:,.0f}" for middle in _quarters(counted, name)]
        print(f"{name:10} median of each quarter hour: {', '.join(told)}; most {_most(counted, name):,}")
    if max(_quarters(counted, "lag")) > rate * PATIENCE:
        short.append("the workers' lag")
    if last.handled < last.sent:
        short.append("events not handled")
    print(
        f"short: {', '.join(short)}" if short else "ok: memory flat, lag does not grow, nothing left behind"
    )
    return bool(short)


def trend_of(points: Sequence[tuple[float, float]]) -> Trend:
    """Least squares through (seconds, MiB)."""
    mean_at, mean = fmean(at for at, _ in points), fmean(mib for _, mib in points)
    spread = sum((at - mean_at) ** 2 for at, _ in points)
    slope = sum((at - mean_at) * (mib - mean) for at, mib in points) / spread
    left = [mib - mean - slope * (at - mean_at) for at, mib in points]
    return Trend(mean, slope * 3600, stdev(left))


def _quarters(samples: Sequence[Sample], name: str) -> list[float]:
    by_quarter: dict[int, list[int]] = {}
    for each in samples:
        by_quarter.setdefault(int(each.at // 900), []).append(getattr(each, name))
    return [median(values) for values in by_quarter.values()]


def _most(samples: Sequence[Sample], name: str) -> int:
    return max(int(getattr(each, name)) for each in samples)


if __name__ == "__main__":
    given = [float(text) for text in sys.argv[1:]]
    sys.exit(main(*(given + [120.0, 2_000.0][len(given) :])))
