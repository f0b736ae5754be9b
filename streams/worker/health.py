"""/metrics, /livez and /readyz on the worker's address.

Live: the process answers and no lane that has work stands still for a minute, unless the broker is away, which is not
cured by a restart and is told in the body. Ready: partition numbers are assigned and every lane is restored.
"""

import time
from collections.abc import Callable

from aiohttp import web

from streams.legal import http_address
from streams.worker.courts import Courts
from streams.worker.lanes import Lanes
from streams.worker.metrics import Metrics
from streams.worker.office_metrics import tell_of_office

STUCK_SECONDS = 60.0
AWAY_SECONDS = 5.0


class Health:
    """Looks on and answers; `wall` in ms, `courts` where lanes judge by one."""

    def __init__(
        self, lanes: Lanes, metrics: Metrics, wall: Callable[[], int], courts: Courts | None = None
    ) -> None:
        self.lanes, self.metrics, self.wall, self.courts = lanes, metrics, wall, courts

    def broker_answer_age(self) -> float:
        """Seconds since the broker last answered a fetch; infinite before the first answer."""
        at = self.lanes.answered_at
        return float("inf") if at is None else max(0.0, (self.wall() - at) / 1000)

    async def livez(self, _: web.Request) -> web.Response:
        """200 while alive, 503 with the lanes that stand still."""
        stuck = self.lanes.stuck(STUCK_SECONDS)
        if stuck and self.broker_answer_age() > AWAY_SECONDS:
            return web.json_response({"status": "broker away", "lanes": stuck})
        if stuck:
            return web.json_response({"status": "stuck", "lanes": stuck}, status=503)
        return web.json_response({"status": "live"})

    async def readyz(self, _: web.Request) -> web.Response:
        """200 when every assigned lane works, else 503 with what each does."""
        phases = {str(number): shell.phase for number, shell in sorted(self.lanes.shells.items())}
        ready = self.lanes.ready()
        body = {"status": "ready" if ready else "not ready", "lanes": phases}
        return web.json_response(body, status=200 if ready else 503)

    async def metrics_page(self, _: web.Request) -> web.Response:
        """The exposition format, gauges as of now."""
        self.refresh()
        return web.Response(body=self.metrics.text(), content_type="text/plain")

    def refresh(self) -> None:
        """Set the gauges that are looked up rather than counted."""
        metrics, shells = self.metrics, self.lanes.shells
        _forget_lost(metrics, set(map(str, shells)))
        lag = dict.fromkeys(self.lanes.shared.topics, 0)
        for number, shell in shells.items():
            for topic, each in shell.inbox.inputs.items():
                lag[topic] += each.behind()
            metrics.progress.labels(str(number)).set(time.monotonic() - shell.progress_at)
            metrics.state_size.labels(str(number)).set(shell.dossiers())
            metrics.clock.labels(str(number)).set((shell.lane.settled_until if shell.lane else 0) / 1000)
            metrics.backlog.labels(str(number)).set(shell.lane.backlog if shell.lane else 0)
            metrics.rechecks.labels(str(number)).set(shell.lane.rechecks if shell.lane else 0)
        for topic, behind in lag.items():
            metrics.lag.labels(topic).set(behind)
        due = [moment for shell in shells.values() if (moment := shell.oldest_due()) is not None]
        metrics.oldest_due.set(max(0.0, (self.wall() - min(due)) / 1000) if due else 0.0)
        metrics.restoring.set(sum(shell.phase != "working" for shell in shells.values()))
        metrics.broker_answer_age.set(self.broker_answer_age())
        if self.courts is not None:
            tell_of_office(metrics, self.courts.court, metrics.last_taken, self.wall())


def _forget_lost(metrics: Metrics, mine: set[str]) -> None:
    for gauge in (metrics.progress, metrics.state_size, metrics.clock, metrics.backlog, metrics.rechecks):
        for sample in next(iter(gauge.collect())).samples:
            if sample.labels["partition"] not in mine:
                gauge.remove(sample.labels["partition"])


async def serve(health: Health, address: str) -> web.AppRunner:
    """Listen on HOST:PORT; raises OSError where the port is taken, Misuse where that is no address."""
    host, port = http_address(address)
    app = web.Application()
    app.add_routes(
        [
            web.get("/metrics", health.metrics_page),
            web.get("/livez", health.livez),
            web.get("/readyz", health.readyz),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
