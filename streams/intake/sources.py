"""Who may send events: sources with their bearer tokens, what each may say, and how much of it.

A token is 32 random bytes, so its SHA-256 says nothing about it and is quick to compare; the token itself is written
nowhere.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from streams.exits import Misuse

MOST_TOKENS = 2
"""Valid at once: the one in use and its successor."""

OURS = ("desk.*", "finding.*")
"""Never a source's: desk actions are signed-in people's, findings come from our own queries."""

Convention = Literal["beijing", "zhejiang"]
PROJECT_TYPES: Mapping[Convention, Mapping[str, str]] = {
    "beijing": {"1": "instant", "2": "promised"},
    "zhejiang": {"1": "promised", "2": "instant"},
}
"""The two ways in which systems number projectType (即办件, 承诺件)."""

Glob = Annotated[str, Field(pattern=r"^\S+$", max_length=256)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Token(_Kept):
    """A token at rest. `sha256` in hex, of the whole text that is sent; instants with offset."""

    id: Annotated[str, Field(pattern=r"^[0-9a-z]{1,32}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    created: AwareDatetime
    expires: AwareDatetime

    def valid(self, now: datetime) -> bool:
        """Whether it opens the door; from `expires` on it does not."""
        return now < self.expires


class Source(_Kept):
    """One sending system. `source` is what its events must name; `types` and `departments` are globs.

    `feeds`: globs of the feeds of alerts it may read. `rate` events a second, `burst` at once. `channels`: its own
    numbers of rating channels → ours (1–10).
    """

    source: Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=256)]
    types: tuple[Glob, ...] = ("case.*", "rating.*")
    departments: tuple[Glob, ...] = ("*",)
    feeds: tuple[Glob, ...] = ()
    rate: Annotated[float, Field(gt=0, le=1_000_000)] = 5_000
    burst: Annotated[float, Field(ge=1, le=10_000_000)] = 20_000
    project_type: Convention = "beijing"
    channels: dict[str, Annotated[int, Field(ge=1, le=10)]] = {}
    tokens: tuple[Token, ...] = ()

    def may_say(self, event_type: str) -> bool:
        """Whether events of this type are its to send."""
        return _one_of(event_type, self.types) and not _one_of(event_type, OURS)

    def may_speak_for(self, dept_code: str | None) -> bool:
        """Whether it may send what is of this department; None: the event names none."""
        return self.everywhere or (dept_code is not None and _one_of(dept_code, self.departments))

    @property
    def everywhere(self) -> bool:
        """Whether it speaks for every department, so that its events need not name theirs."""
        return "*" in self.departments

    def valid_tokens(self, now: datetime) -> tuple[Token, ...]:
        """Those that open the door, the oldest first."""
        return tuple(token for token in self.tokens if token.valid(now))

    def with_tokens(self, tokens: Sequence[Token]) -> "Source":
        """The same source with these tokens only."""
        return self.model_copy(update={"tokens": tuple(tokens)})


class Sources(_Kept):
    """All of them, by name."""

    sources: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")], Source] = {}

    def with_source(self, name: str, source: Source) -> "Sources":
        """The same with one more, or with one changed."""
        return Sources(sources={**self.sources, name: source})

    def named(self, name: str) -> Source:
        """The source of that name. Raises Misuse."""
        try:
            return self.sources[name]
        except KeyError:
            known = ", ".join(self.sources) or "none"
            raise Misuse(f"found no source {name!r}, expected one of: {known}.") from None


def digest_of(token: str) -> str:
    """What of a token is kept."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_token(now: datetime, days: int) -> tuple[str, Token]:
    """A fresh token, and what is kept of it."""
    own_id = secrets.token_hex(4)
    text = f"lp_{own_id}_{secrets.token_urlsafe(32)}"
    kept = Token(id=own_id, sha256=digest_of(text), created=now, expires=now + timedelta(days=days))
    return text, kept


def rotated(source: Source, token: Token, now: datetime, overlap: timedelta) -> Source:
    """The source with one more token. The newest of its present ones lasts `overlap` longer at most, others end."""
    kept = [
        replaced.model_copy(update={"expires": min(replaced.expires, now + overlap)})
        for replaced in source.valid_tokens(now)[-(MOST_TOKENS - 1) :]
    ]
    return source.with_tokens((*kept, token))


def revoked(source: Source, token_id: str | None) -> Source:
    """The source without that token; None: without any. Raises Misuse where it has none of that id."""
    if token_id is not None and token_id not in {token.id for token in source.tokens}:
        known = ", ".join(token.id for token in source.tokens) or "none"
        raise Misuse(f"found no token {token_id!r} of this source, expected one of: {known}.")
    return source.with_tokens([] if token_id is None else [t for t in source.tokens if t.id != token_id])


@lru_cache(maxsize=4096)
def _one_of(text: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, glob) for glob in globs)
