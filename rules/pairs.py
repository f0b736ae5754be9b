"""Pairs of events: which end closes which begin (contracts 2.14)."""

from collections import deque
from collections.abc import Sequence

from rules.fact import Fact


def paired(
    begins: Sequence[Fact], ends: Sequence[Fact], field: str | None = None
) -> list[tuple[Fact, Fact | None]]:
    """Each begin with the end that closes it, None while it is open.

    An end closes the earliest open begin of its code: of the same value of `field`; without one, any. Both in order.
    """
    if not ends:
        return [(begin, None) for begin in begins]
    if field is not None and (found := _paired_once(begins, ends, field)) is not None:
        return found
    closing: list[Fact | None] = [None] * len(begins)
    waiting: dict[str | None, deque[int]] = {}
    place, number = 0, len(begins)
    for end in ends:
        while place < number and begins[place].precedes(end):
            code = None if field is None else getattr(begins[place].data, field)
            if code in waiting:
                waiting[code].append(place)
            else:
                waiting[code] = deque((place,))
            place += 1
        open_ones = waiting.get(None if field is None else getattr(end.data, field))
        if open_ones:
            closing[open_ones.popleft()] = end
    return list(zip(begins, closing, strict=True))


def _paired_once(
    begins: Sequence[Fact], ends: Sequence[Fact], field: str
) -> list[tuple[Fact, Fact | None]] | None:
    """The pairs where no code begins or ends twice, as in nearly every case; None where one does."""
    closing = {getattr(end.data, field): end for end in ends}
    codes = [getattr(begin.data, field) for begin in begins]
    if len(closing) < len(ends) or len(set(codes)) < len(codes):
        return None
    pairs: list[tuple[Fact, Fact | None]] = []
    for begin, code in zip(begins, codes, strict=True):
        end = closing.get(code)
        pairs.append((begin, end if end is not None and begin.precedes(end) else None))
    return pairs
