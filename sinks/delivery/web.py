"""The notifier's HTTP: /metrics, /livez, /readyz, and /receivers, what a console shows of each."""

from collections.abc import Sequence

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from sinks.delivery.metrics import NotifyMetrics
from sinks.delivery.round import Round
from sinks.delivery.slips import Board


def make_app(
    registry: CollectorRegistry, rounds: Sequence[Round], board: Board, metrics: NotifyMetrics
) -> web.Application:
    """The routes."""

    async def exposition(_: web.Request) -> web.Response:
        for each in rounds:
            metrics.parked_now.labels(each.name).set(len(board.parked(each.name)))
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": "text/plain; version=0.0.4"}
        )

    async def livez(_: web.Request) -> web.Response:
        """It answers; a broker or a receiver that is away is no reason to restart it."""
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        late = [each.name for each in rounds if not each.assigned]
        text = f"no partitions yet for {', '.join(late)}" if late else "ok"
        return web.Response(text=f"{text}\n", status=503 if late else 200)

    async def receivers(_: web.Request) -> web.Response:
        shown = [each.shown() | {"parked": len(board.parked(each.name))} for each in rounds]
        return web.Response(body=msgspec.json.encode(shown), content_type="application/json")

    app = web.Application()
    app.router.add_get("/metrics", exposition)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/receivers", receivers)
    return app
