"""Webhook: a CloudEvent in structured mode, signed as Standard Webhooks asks."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

from sinks.delivery.http import Access, Poster
from sinks.delivery.message import CONTENT_TYPE, Message


class WebhookChannel:
    """Posts one message a request. `secrets`: every one signs, so that a receiver may change its key in its own time.

    `clock` gives now in ms: a signature names the moment of the try, which receivers compare with their own clock.
    """

    def __init__(self, url: str, secrets: Sequence[str], access: Access, clock: Callable[[], int]) -> None:
        self._url, self._clock = url, clock
        self._signers = [Webhook(secret) for secret in secrets]
        self._poster = Poster(access)

    async def send(self, messages: Sequence[Message]) -> None:
        """See Channel."""
        for message in messages:
            await self._poster.post(self._url, message.value, self._headers(message))

    async def close(self) -> None:
        """See ClosingChannel."""
        await self._poster.close()

    def _headers(self, message: Message) -> dict[str, str]:
        now = datetime.fromtimestamp(self._clock() // 1000, UTC)
        text = message.value.decode()
        return {
            "Content-Type": CONTENT_TYPE,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signer.sign(message.id, now, text) for signer in self._signers),
        }
