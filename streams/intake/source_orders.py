"""What `liangpai sources` does with the file of sources."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from streams.exits import Misuse
from streams.intake.sources import Source, Sources, new_token, revoked, rotated
from streams.intake.sources_file import findings, load_sources, save_sources
from streams.mistakes import quoted


class NewSource(NamedTuple):
    """A source as it was asked for; empty patterns are the defaults."""

    name: str
    source: str
    types: tuple[str, ...]
    departments: tuple[str, ...]
    rate: float
    burst: float
    project_type: str
    days: int
    feeds: tuple[str, ...] = ()


def add_source(path: Path, order: NewSource) -> str:
    """Write the source into the file, made if it is not there; its token. Raises Misuse with all that is wrong."""
    present = load_sources(path) if path.exists() else Sources()
    if order.name in present.sources:
        raise Misuse(
            f"found the source {order.name} in {path} already; `liangpai sources rotate` changes its token."
        )
    now = datetime.now(UTC)
    text, token = new_token(now, order.days)
    after = _with_new(present, order)
    if wrong := [f"found {found}, expected {expected}." for _, found, expected in findings(after)]:
        raise Misuse(wrong)
    save_sources(path, after.with_source(order.name, after.named(order.name).with_tokens([token])))
    return text


def rotate_token(path: Path, name: str, days: int, overlap_days: int) -> str:
    """One more token for the source. Raises Misuse where there is no such source."""
    present, now = load_sources(path), datetime.now(UTC)
    text, token = new_token(now, days)
    source = rotated(present.named(name), token, now, timedelta(days=overlap_days))
    save_sources(path, present.with_source(name, source))
    return text


def revoke_tokens(path: Path, name: str, token_id: str | None) -> int:
    """End one token of the source, or all; how many are left. Raises Misuse."""
    present = load_sources(path)
    source = revoked(present.named(name), token_id)
    save_sources(path, present.with_source(name, source))
    return len(source.tokens)


def _with_new(present: Sources, order: NewSource) -> Sources:
    reads_only = bool(order.feeds) and not order.types
    asked = {
        "source": order.source,
        "feeds": order.feeds,
        "rate": order.rate,
        "burst": order.burst,
        "project_type": order.project_type,
        **({"types": order.types} if order.types or reads_only else {}),
        **({"departments": order.departments} if order.departments else {}),
    }
    try:
        return Sources.model_validate(
            {"sources": {**present.sources, order.name: Source.model_validate(asked)}}
        )
    except ValidationError as error:
        raise Misuse(
            [
                f"found {'.'.join(map(str, each['loc'])) or 'a source'} {quoted(str(each['input']))}: {each['msg']}."
                for each in error.errors()
            ]
        ) from None
