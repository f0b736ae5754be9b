"""What is frozen of a month: facts and scores as canonical bytes, in pieces small enough for a record, and a manifest.

The manifest stands on the month's record, which only a worker writes; the pieces are found by the hashes in it. So a
piece that was tampered with, or lost, is seen by anybody who reads it.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from rules.assessment.facts import CardLine, MonthFacts, RatingGroup, Tally
from rules.assessment.scores import Score
from rules.service_events import Manifest

PIECE_BYTES = 400_000
"""Of JSON lines in one piece: an event may have 1 MiB."""

PIECE = "assessment.piece"
KINDS = ("tallies", "cards", "ratings", "scores")
_encode = msgspec.json.Encoder(order="sorted").encode


class Piece(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A piece of what is frozen: lines of one kind. `frozen` names the freeze: the hash over inputs and result."""

    month: str
    frozen: str
    kind: str
    number: int
    lines: list[Any]


class Frozen(msgspec.Struct, frozen=True, gc=False):
    """A month as it was, or is to be, frozen."""

    facts: MonthFacts
    scores: tuple[Score, ...]

    @property
    def inputs_sha256(self) -> str:
        """Over the facts, line by line in canonical order."""
        return _digest((*self.facts.tallies, *self.facts.cards, *self.facts.ratings))

    @property
    def result_sha256(self) -> str:
        """Over the scores."""
        return _digest(self.scores)


def manifest_of(frozen: Frozen, as_of: str, record: int, rulebook_hash: str) -> Manifest:
    """The manifest of a freeze."""
    facts = frozen.facts
    return Manifest(
        as_of=as_of,
        record=record,
        rulebook_hash=rulebook_hash,
        inputs_sha256=frozen.inputs_sha256,
        result_sha256=frozen.result_sha256,
        tallies=len(facts.tallies),
        cards=len(facts.cards),
        ratings=len(facts.ratings),
        scores=len(frozen.scores),
        pieces=sum(1 for _ in _cut(frozen)),
    )


def name_of(manifest: Manifest) -> str:
    """What the pieces of a freeze are found by: the same content has the same pieces."""
    return sha256(f"{manifest.inputs_sha256}/{manifest.result_sha256}".encode()).hexdigest()[:32]


def pieces_of(frozen: Frozen, manifest: Manifest, month: str) -> Iterator[Piece]:
    """The pieces, in order."""
    name = name_of(manifest)
    for number, (kind, lines) in enumerate(_cut(frozen)):
        yield Piece(
            month=month,
            frozen=name,
            kind=kind,
            number=number,
            lines=[msgspec.to_builtins(each) for each in lines],
        )


def put_together(pieces: Iterable[Piece]) -> Frozen:
    """What the pieces hold; each counts once however often it was read. Raises msgspec.ValidationError."""
    unique = {piece.number: piece for piece in pieces}
    lines: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for _, piece in sorted(unique.items()):
        lines[piece.kind].extend(piece.lines)
    facts = MonthFacts(
        tuple(msgspec.convert(lines["tallies"], list[Tally])),
        tuple(msgspec.convert(lines["cards"], list[CardLine])),
        tuple(msgspec.convert(lines["ratings"], list[RatingGroup])),
    )
    return Frozen(facts, tuple(msgspec.convert(lines["scores"], list[Score])))


def _cut(frozen: Frozen) -> Iterator[tuple[str, list[Any]]]:
    facts = frozen.facts
    rows: Sequence[tuple[str, Sequence[Any]]] = (
        ("tallies", facts.tallies),
        ("cards", facts.cards),
        ("ratings", facts.ratings),
        ("scores", frozen.scores),
    )
    for kind, each in rows:
        held: list[Any] = []
        size = 0
        for row in each:
            length = len(_encode(row)) + 1
            if held and size + length > PIECE_BYTES:
                yield kind, held
                held, size = [], 0
            held.append(row)
            size += length
        if held:
            yield kind, held


def _digest(rows: Iterable[Any]) -> str:
    digest = sha256()
    for row in rows:
        digest.update(_encode(row))
        digest.update(b"\n")
    return digest.hexdigest()
