"""Exact figures: fractions inside, two decimals where they are shown, truncated and never rounded (domain 5.6)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isqrt

ZERO, HUNDRED = Fraction(0), Fraction(100)
CENT = Fraction(1, 100)


def truncated(value: Fraction) -> Fraction:
    """The value cut to two decimals, towards zero."""
    cents = abs(value.numerator) * 100 // value.denominator
    return Fraction(cents if value >= 0 else -cents, 100)


def text(value: Fraction) -> str:
    """The value with exactly two decimals, truncated: what is shown and frozen."""
    cents = truncated(value) * 100
    return f"{Decimal(int(cents)).scaleb(-2):.2f}"


def number(said: str) -> Fraction:
    """The value of a shown figure."""
    return Fraction(Decimal(said))


def at_least_zero(value: Fraction) -> Fraction:
    """The value, 0 where it is less."""
    return max(value, ZERO)


def percent(numerator: int, denominator: int) -> Fraction | None:
    """A share as a percentage; None of nothing."""
    return Fraction(100 * numerator, denominator) if denominator else None


def root(value: Fraction) -> Fraction:
    """The square root, to eight decimals, rounded down: the same on every machine."""
    scale = 10**16
    return Fraction(isqrt(value.numerator * scale // value.denominator), 10**8)


def spread(weights: Mapping[str, Fraction], whole: Fraction = HUNDRED) -> dict[str, Fraction]:
    """Weights brought to a sum of `whole`, each cut to two decimals; what cutting left over goes to the heaviest."""
    total = sum(weights.values(), ZERO)
    if not total:
        return {}
    parts = {name: truncated(weight * whole / total) for name, weight in weights.items()}
    heaviest = max(parts, key=lambda name: parts[name])
    parts[heaviest] += whole - sum(parts.values(), ZERO)
    return parts


def mean(values: Iterable[Fraction]) -> Fraction | None:
    """The arithmetic mean; None of nothing."""
    known = list(values)
    return sum(known, ZERO) / len(known) if known else None
