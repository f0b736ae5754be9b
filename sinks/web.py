"""The sink's HTTP: /metrics, /livez, /readyz, and named queries for those who may not open the folder."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import Protocol

import msgspec
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from sinks.asking import asking_for
from sinks.away import AddressTaken, ArchiveAway, BadQuery
from sinks.health import Health
from sinks.metrics import SinkMetrics
from sinks.named_queries import Answer, Queries, query_named

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Answers(Protocol):
    """Who answers named queries; blocking."""

    @property
    def queries(self) -> Queries:
        """Those it knows."""
        ...

    def run(self, name: str, given: dict[str, str]) -> Answer:
        """Rows, or BadQuery, or ArchiveAway."""
        ...


def make_app(
    health: Health,
    registry: CollectorRegistry,
    metrics: SinkMetrics,
    reader: Answers,
    thread: Executor,
    token: str | None = None,
) -> web.Application:
    """The routes; queries run in `thread`, so that a slow one stops nothing else. `token`: what they must carry."""
    app = web.Application(middlewares=[asking_for(token)])
    app.router.add_get("/metrics", _metrics(registry))
    app.router.add_get("/livez", _probe(lambda: health.why_dead(asyncio.get_running_loop().time())))
    app.router.add_get("/readyz", _probe(health.why_not_ready))
    app.router.add_get("/query", _catalogue(reader.queries))
    app.router.add_get("/query/{name}", _query(reader, thread, metrics))
    return app


async def serve(app: web.Application, address: str) -> web.AppRunner:
    """Listen on HOST:PORT; `cleanup` of the runner stops. Raises AddressTaken."""
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        raise AddressTaken(f"LIANGPAI_HTTP is {address!r}, expected HOST:PORT")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host.strip("[]") or None, int(port)).start()
    except (OSError, OverflowError) as error:
        await runner.cleanup()
        raise AddressTaken(f"cannot listen on {address}: {error}") from error
    return runner


def _metrics(registry: CollectorRegistry) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": "text/plain; version=0.0.4"}
        )

    return answer


def _probe(trouble: Callable[[], str | None]) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        found = trouble()
        return web.Response(text=f"{found or 'ok'}\n", status=503 if found else 200)

    return answer


def _catalogue(queries: Queries) -> Handler:
    async def answer(_: web.Request) -> web.Response:
        described = {
            query.name: {"summary": query.summary, "parameters": dict(query.types)}
            for query in queries.values()
        }
        return _json(described, 200)

    return answer


def _query(reader: Answers, thread: Executor, metrics: SinkMetrics) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        name, given = request.match_info["name"], dict(request.query)
        response = await _answered(reader, thread, name, given)
        known = name if name in reader.queries else "unknown"
        metrics.queries.labels(known, str(response.status)).inc()
        return response

    return answer


async def _answered(reader: Answers, thread: Executor, name: str, given: dict[str, str]) -> web.Response:
    try:
        limit = query_named(name, reader.queries).bind(given)["limit"]
        rows = await asyncio.get_running_loop().run_in_executor(thread, reader.run, name, given)
    except BadQuery as wrong:
        return _json({"error": str(wrong)}, 400)
    except ArchiveAway as away:
        return _json({"error": str(away)}, 503)
    return _json({"name": name, "rows": rows, "truncated": len(rows) >= limit}, 200)


def _json(body: object, status: int) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")
