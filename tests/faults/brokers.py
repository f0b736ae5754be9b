"""c: the broker stopped in mid-run. d: of three brokers one killed after the other, never two at once."""

import time

from tests.faults.cluster import wait_until_healed
from tests.faults.stage import Outcome, Stage, wait_until_under_way

STOPPED_SECONDS = 30.0
DOWN_SECONDS = 15.0


def broker_stopped(stage: Stage) -> Outcome:
    """c: no broker answers for 30 s; the workers wait, and none of them ends."""
    stage.send()
    with stage.workers() as workers:
        processes = [worker.process.pid for worker in workers]
        wait_until_under_way(workers, stage.city.events // 10)
        stage.brokers[0].stop()
        time.sleep(STOPPED_SECONDS)
        stage.brokers[0].start()
        done = f"{stage.city.events:,} events, no broker for {STOPPED_SECONDS:.0f} s"
        outcome = stage.finish(workers, done)
        ended = [
            worker.name for worker, pid in zip(workers, processes, strict=True) if worker.process.pid != pid
        ]
        return outcome._replace(faults=(*outcome.faults, *(f"worker {name} ended" for name in ended)))


def brokers_killed(stage: Stage) -> Outcome:
    """d: SIGKILL of a random broker of three; the next one only when every copy is there again."""
    wait_until_healed(stage.bootstrap)
    stage.send()
    kills = stage.size.broker_kills
    with stage.workers() as workers:
        wait_until_under_way(workers, 1)
        before = None
        for number in range(1, kills + 1):
            victim = stage.dice.choice([broker for broker in stage.brokers if broker is not before])
            victim.kill()
            time.sleep(DOWN_SECONDS)
            victim.start()
            wait_until_healed(stage.bootstrap)
            stage.say(f"   broker kill {number}")
            before = victim
        done = f"{stage.city.events:,} events, {kills} SIGKILL of one of three brokers, {DOWN_SECONDS:.0f} s each"
        return stage.finish(workers, done)
