"""The file of sources: TOML, written by `liangpai sources`, read by `liangpai serve`, which follows its changes."""

import os
import time
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from rules.registry import DATA_OF
from streams.exits import Misuse
from streams.intake.sources import OURS, Source, Sources, Token, digest_of
from streams.mistakes import Mistakes, quoted
from streams.rulebook_folder.toml_text import toml_of
from streams.toml_models import model_of
from streams.toml_positions import Path as KeyPath
from streams.toml_positions import nearest

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
MANUAL = "docs/http.md"
_HEAD = "# Sources that may send events. `liangpai sources` writes this file; see docs/http.md.\n\n"


def load_sources(path: Path) -> Sources:
    """What the file says. Raises Misuse with every mistake, or where it is not there."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misuse(
            f"{path}: {error.strerror}; expected a file of sources, `liangpai sources add NAME` makes one."
        ) from error
    sources, places = model_of(str(path), content, Sources, MANUAL)
    mistakes = Mistakes()
    for place, found, expected in findings(sources):
        mistakes.add(str(path), *nearest(places, place), found, expected)
    mistakes.stop_if_any()
    return sources


def save_sources(path: Path, sources: Sources) -> None:
    """Write the file whole, readable by its owner only. Raises Misuse where it cannot be written."""
    tree = {"sources": {name: _tree(source) for name, source in sources.sources.items()}}
    part = path.with_name(path.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write((_HEAD + toml_of(tree)).encode())
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}; expected a place to write the file of sources.") from error


class Holder(NamedTuple):
    """Whose a token is."""

    name: str
    source: Source
    token: Token


class SourceBook:
    """The file as it stands, looked at once a second: a token revoked there opens nothing from then on.

    A file that is broken meanwhile is logged and does not count; the last good one holds, and `trouble` says so.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self.trouble: str | None = None
        self._stamp = self._stamp_now()
        self._holders = _holders(load_sources(path))
        self._looked = clock()

    def of(self, token: str) -> Holder | None:
        """Whose token this is, expired ones too; None where it is nobody's."""
        if self._clock() - self._looked >= LOOK_SECONDS:
            self.look()
        return self._holders.get(digest_of(token))

    def look(self) -> None:
        """Take the file anew if it has changed."""
        self._looked = self._clock()
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._holders, self.trouble = _holders(load_sources(self._path)), None
            log.info("sources read anew", file=str(self._path), tokens=len(self._holders))
        except Misuse as wrong:
            self.trouble = str(wrong)
            log.error("the file of sources is broken, the last good one holds", error=str(wrong))

    def _stamp_now(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino


def _holders(sources: Sources) -> dict[str, Holder]:
    return {
        token.sha256: Holder(name, source, token)
        for name, source in sources.sources.items()
        for token in source.tokens
    }


def findings(sources: Sources) -> Iterator[tuple[KeyPath, str, str]]:
    """What no source says wrong by itself."""
    named: dict[str, str] = {}
    digests: set[str] = set()
    for name, source in sources.sources.items():
        first = named.setdefault(source.source, name)
        if first != name:
            yield ("sources", name, "source"), quoted(source.source), f"another source than that of {first}"
        for token in source.tokens:
            if token.sha256 in digests:
                yield ("sources", name, "tokens"), f"token {token.id} twice", "each token once"
            digests.add(token.sha256)
        for glob in _idle(source):
            yield ("sources", name, "types"), quoted(glob), "a pattern of event types that sources may send"


def _idle(source: Source) -> list[str]:
    sendable = [name for name in DATA_OF if not any(fnmatchcase(name, ours) for ours in OURS)]
    return [glob for glob in source.types if not any(fnmatchcase(name, glob) for name in sendable)]


def _tree(source: Source) -> dict[str, Any]:
    tree = source.model_dump(exclude_defaults=True)
    for name in ("types", "departments", "feeds", "tokens"):
        if name in tree:
            tree[name] = list(tree[name])
    return tree
