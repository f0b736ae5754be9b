"""What the office has decided: the rulebooks and notices on the topic, and the deployment key they were read with."""

import asyncio
from pathlib import Path
from typing import NamedTuple

from streams.doctor.finding import Missing
from streams.exits import Stop, Unavailable
from streams.privacy import Key
from streams.rulebook_topic import Published, read_published


class OfficeFacts(NamedTuple):
    """`key`: what the key of this process is known by, or why there is none."""

    published: Published
    key: str | Missing


def gather(bootstrap: str, prefix: str, key_file: Path | None) -> OfficeFacts | Missing:
    """Read the topic `rulebooks`, or why that is not possible."""
    try:
        return OfficeFacts(asyncio.run(read_published(bootstrap, prefix)), _fingerprint(key_file))
    except Stop as stop:
        return Missing(str(stop), away=isinstance(stop, Unavailable))


def _fingerprint(key_file: Path | None) -> str | Missing:
    try:
        return Key.load(key_file).fingerprint
    except Stop as stop:
        return Missing(str(stop))
