"""A place in a feed: opaque to its holder, sealed with the deployment's key, good for that one feed only."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence

_MAC_BYTES = 16


class WrongCursor(ValueError):
    """No cursor of this feed: another feed's, a changed one, or none at all."""


def written(secret: bytes, feed: str, offsets: Sequence[int]) -> str:
    """The cursor of the feed at these offsets, one a partition."""
    body = json.dumps(list(offsets), separators=(",", ":")).encode()
    return urlsafe_b64encode(_mac(secret, feed, body) + body).decode().rstrip("=")


def read(secret: bytes, feed: str, cursor: str, partitions: int) -> list[int]:
    """The offsets. Raises WrongCursor."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (Base64Error, ValueError):
        raise WrongCursor from None
    mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(secret, feed, body)):
        raise WrongCursor
    offsets: list[int] = json.loads(body)
    if len(offsets) != partitions:
        raise WrongCursor
    return offsets


def _mac(secret: bytes, feed: str, body: bytes) -> bytes:
    return hmac.digest(secret, feed.encode() + b"\x00" + body, "sha256")[:_MAC_BYTES]
