"""a: SIGKILL at random. b: workers that come and go. g: a worker frozen for longer than the session time-out."""

import signal
import time

from tests.faults.stage import Outcome, Stage, wait_until_under_way
from tests.worker.running import Worker

MOVE_SECONDS = 10.0
FROZEN_SECONDS = 15.0
"""The session time-out is 10 s."""
WORK_SECONDS = 20.0
APART_SECONDS = 100.0
"""Between two freezes of one worker: whoever loses its lanes again and again within two minutes ends, as it should,
because another process seems to run under its name."""


def killed(stage: Stage) -> Outcome:
    """a: a random one of two workers is killed every few seconds and started again at once.

    Every second kill waits until its victim has work in hand; the others may fall into its start and restore.
    """
    stage.send()
    with stage.workers() as workers:
        at_work = 0
        for number in range(1, stage.size.kills + 1):
            time.sleep(stage.dice.uniform(0.5, 4))
            victim = stage.dice.choice(workers)
            at_work += _has_work(victim, WORK_SECONDS if number % 2 else 0)
            victim.kill_and_start_again()
            if number % 10 == 0:
                stage.say(f"   kill {number}, {at_work} of them at work")
        done = f"{stage.city.events:,} events, {stage.size.kills} SIGKILL, {at_work} of them in the middle of work"
        return stage.finish(workers, done)


def _has_work(worker: Worker, patience: float) -> bool:
    """Whether it has handled records since its start and has more to handle; waited for so many seconds."""
    ends = time.monotonic() + patience
    while not (worker.metric("liangpai_events_total") and worker.metric("liangpai_lag")):
        if time.monotonic() > ends:
            return False
        time.sleep(0.2)
    return True


def coming_and_going(stage: Stage) -> Outcome:
    """b: every 10 s a third worker joins, or one of the three leaves in order."""
    stage.send()
    faults: list[str] = []
    names = ["three", "one", "two"]
    with stage.workers() as workers:
        try:
            for number in range(stage.size.moves):
                time.sleep(MOVE_SECONDS)
                if len(workers) < 3:
                    workers.append(stage.city.worker(names[number // 2 % 3]))
                elif code := _leave(workers):
                    faults.append(f"a worker that was to leave ended with exit code {code}")
            done = f"{stage.city.events:,} events, {stage.size.moves} joins and departures, {MOVE_SECONDS:.0f} s apart"
            return stage.finish(workers, done, faults)
        finally:
            for worker in workers:
                worker.process.kill()
                worker.process.wait()


def _leave(workers: list[Worker]) -> int:
    """The worker that is there longest stops in order; its exit code."""
    return workers.pop(0).stop()


def frozen(stage: Stage) -> Outcome:
    """g: SIGSTOP until the group has given the worker's lanes away, then SIGCONT."""
    stage.send()
    with stage.workers() as workers:
        processes = [worker.process.pid for worker in workers]
        wait_until_under_way(workers, 1)
        for number in range(stage.size.freezes):
            if number >= len(workers):
                time.sleep(APART_SECONDS)
            victim = workers[number % len(workers)]
            victim.process.send_signal(signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            victim.process.send_signal(signal.SIGCONT)
            time.sleep(stage.dice.uniform(0.5, 3))
        done = f"{stage.city.events:,} events, {stage.size.freezes} freezes of {FROZEN_SECONDS:.0f} s"
        outcome = stage.finish(workers, done)
        fenced = [worker.name for worker in workers if "FencedError" in worker.log.read_text()]
        same = [worker.process.pid for worker in workers] == processes
        faults = () if same and fenced else (f"fenced: {fenced}, same processes: {same}",)
        return outcome._replace(faults=(*outcome.faults, *faults))
