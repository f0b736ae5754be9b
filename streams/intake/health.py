"""`/livez`, `/readyz`, `/metrics`: for who runs the process."""

from fastapi import APIRouter, Response

from streams.intake.door import Door

STUCK_SECONDS = 5.0


def health_router(door: Door) -> APIRouter:
    """The three addresses every process of ours has."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        """It answers; a broker that is away is no reason to restart it."""
        return Response("ok\n", media_type="text/plain")

    @router.get("/readyz")
    async def readyz() -> Response:
        """Whether what is sent now would be confirmed, else 503 with why not."""
        found = why_not_ready(door)
        return Response(f"{found or 'ok'}\n", 503 if found else 200, media_type="text/plain")

    @router.get("/metrics")
    async def metrics() -> Response:
        """The exposition format."""
        door.metrics.unconfirmed_seconds.set(door.outbox.stuck_for())
        return Response(door.metrics.text(), media_type="text/plain")

    return router


def why_not_ready(door: Door) -> str | None:
    """What is missing before events can be taken, or None."""
    if not door.outbox.is_open:
        return f"no connection to Kafka at {door.address.bootstrap}"
    if (seconds := door.outbox.stuck_for()) > STUCK_SECONDS:
        return f"Kafka at {door.address.bootstrap} has not confirmed for {seconds:.0f} s"
    return door.sources.trouble
