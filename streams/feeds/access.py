"""Who looked at what: written before it is shown, each entry sealed to the one before it.

A process writes one chain: every entry carries its number and the seal of the entry before, and is sealed with a key
derived from the deployment's. An entry that is changed, left out or put in breaks the chain at its place. Nothing in
the program changes or deletes what lies on the topic.
"""

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sinks.delivery.message import instant_text
from streams.privacy import Key
from streams.sending import Letter
from streams.suites import AES, SM, Suite

TOPIC = "access-log"
SOURCE = "liangpai/access"
PURPOSE = "access-log"


class Looked(NamedTuple):
    """One look: who, at what (`dossier`), of which alert and case, why; `shown` or why not."""

    staff_id: str
    what: str
    alert_id: str
    subject: str
    reason: str
    outcome: str


Send = Callable[[Sequence[Letter]], Awaitable[None]]


class AccessLog:
    """The chain of this process."""

    def __init__(self, key: Key, send: Send) -> None:
        self._secret, self._suite, self._send = key.secret_for(PURPOSE), key.suite, send
        self._chain, self._number, self._seal = secrets.token_hex(8), 0, ""
        self._writing = asyncio.Lock()

    async def write(self, looked: Looked) -> None:
        """Returns once the entry is on the topic. Raises Unavailable; then nothing may be shown."""
        async with self._writing:
            now = time.time_ns() // 1_000_000
            entry = {
                "chain": self._chain, "number": self._number + 1, "previous": self._seal,
                "at": instant_text(now), **looked._asdict(),
            }  # fmt: skip
            seal = sealed(self._secret, entry, self._suite)
            # A number that was sent is used up: it may lie on the topic though nobody confirmed it.
            self._number, self._seal = self._number + 1, seal
            await self._send([_letter(entry | {"seal": seal}, now)])


def sealed(secret: bytes, entry: Mapping[str, Any], suite: Suite = AES) -> str:
    """The seal of an entry (without its own): a keyed hash, which says so where it is not by SHA-256."""
    text = json.dumps(
        {name: entry[name] for name in entry if name != "seal"}, sort_keys=True, ensure_ascii=False
    )
    return f"{_NAMED[suite.mark]}{suite.mac(secret, text.encode()).hex()}"


_NAMED = {AES.mark: "", SM.mark: "sm3:"}


def _resealed(secret: bytes, entry: Mapping[str, Any]) -> str:
    """The seal that the entry should have, by the algorithm that its own names."""
    suite = SM if str(entry.get("seal")).startswith(_NAMED[SM.mark]) else AES
    return sealed(secret, entry, suite)


def faults(secret: bytes, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with the chains, a sentence each; `entries` in the order of each chain, as the topic has them."""
    last: dict[str, tuple[int, str]] = {}
    for entry in entries:
        chain, number = str(entry.get("chain")), int(entry.get("number", 0))
        before, seal = last.get(chain, (0, ""))
        where = f"chain {chain}, entry {number}"
        if not hmac.compare_digest(str(entry.get("seal")), _resealed(secret, entry)):
            yield f"{where}: the seal does not fit, the entry was changed or put in."
        if number == before and entry.get("seal") == seal:
            continue  # written twice, as a producer may that was not told the first time
        if number != before + 1 or entry.get("previous") != seal:
            yield f"{where}: does not follow entry {before}, something before it was taken out or changed."
        last[chain] = (number, str(entry.get("seal")))


def _letter(entry: Mapping[str, Any], now: int) -> Letter:
    event_id = f"{entry['chain']}/{entry['number']}"
    event = {
        "specversion": "1.0", "id": event_id, "source": SOURCE, "type": "access.looked",
        "subject": entry["subject"], "time": entry["at"], "data": entry,
    }  # fmt: skip
    return Letter(TOPIC, str(entry["chain"]), msgspec.json.encode(event), now)
