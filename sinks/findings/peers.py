"""Leads about people and units that differ from their like by more than chance gives (A-05, A-12, A-13, A-16).

Compared is always with the others: whoever is judged is left out of what they are held against. Between two shares
the intervals of Wilson at three standard deviations must not touch, so that among hundreds of honest people hardly one
is named; A-05 divides its limit by the number compared (Bonferroni), for the same reason.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from math import exp, log1p
from statistics import median_low
from typing import NamedTuple

from rules.assessment.amounts import root
from rules.assessment.intervals import wilson
from rules.office import Office
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, percentage, sign, whole

THREE = Fraction(3)
HALF = Fraction(1, 2)
HOUR = 3600


class Peers(NamedTuple):
    """The others of a row: how many they have, and how many of these are so."""

    of: int
    number: int

    @property
    def share(self) -> Fraction:
        """Of nothing, nothing."""
        return Fraction(self.number, self.of) if self.of else Fraction(0)


def others(rows: Sequence[Row], kind: Callable[[Row], Hashable], of: str, number: str) -> list[Peers]:
    """For each row the others of its kind, itself left out."""
    totals: Counter[Hashable] = Counter()
    parts: Counter[Hashable] = Counter()
    for row in rows:
        totals[kind(row)] += int(row[of])
        parts[kind(row)] += int(row[number])
    return [Peers(totals[kind(row)] - int(row[of]), parts[kind(row)] - int(row[number])) for row in rows]


def spotless(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-05: nobody gave a bad rating, though with the others' share, at its lower 95 % bound, (1 − p)^n says that this
    is no chance: below α, divided by how many were compared."""
    known = [row for row in rows if int(row["of"]) >= whole(office, "A-05", "fewest")]
    kinds = [_kind_of_unit(row, office) for row in known]
    compared = Counter(kinds)
    peers = others(known, lambda row: _kind_of_unit(row, office), "of", "number")
    alpha = whole(office, "A-05", "alpha_percent")
    found: list[Finding] = []
    for row, kind, each in zip(known, kinds, peers, strict=True):
        chance = _chance_of_none(int(row["of"]), each)
        if int(row["number"]) == 0 and chance * compared[kind] < alpha / 100:
            said: dict[str, int | str] = {"n": int(row["of"]), "peers_n": each.of, "alpha": alpha}
            told = f"{chance:.1e}"
            found.append(
                sign(
                    row,
                    "A-05",
                    office,
                    **said,
                    peers_share=percentage(each.share),
                    chance=told,
                    compared=compared[kind],
                )
            )
    return found


def _kind_of_unit(row: Row, office: Office) -> tuple[str, str, str]:
    """Persons are compared within units of a kind, units with units of their kind, in the same month."""
    unit = office.register.units.get(str(row["dept_code"]))
    return str(row["period"]), str(row["kind"]), unit.kind if unit is not None else ""


def _chance_of_none(n: int, peers: Peers) -> float:
    if not peers.of:
        return 1.0
    low, _ = wilson(peers.share, peers.of)
    return exp(n * log1p(-float(low))) if low < 1 else 0.0


def favoured(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-12: agents whose cases of an item take less than `median_percent` of its median and are for certain more often
    than not below it, or overtake others for more than `overtaking_percent`, for certain, and more than others do."""
    found: list[Finding] = []
    for row in rows:
        n = int(row["of"])
        if n < whole(office, "A-12", "fewest"):
            continue
        overtook = Fraction(int(row["overtook"]), n)
        rest = Peers(int(row["others"]), int(row["others_overtook"]))
        if _is_faster(row, n, office) or _is_preferred(overtook, n, rest, office):
            said: dict[str, int | str] = {"n": n, "median": f"{int(row['median']) / HOUR:.1f}"}
            item = f"{int(row['item_median']) / HOUR:.1f}"
            found.append(
                sign(
                    row,
                    "A-12",
                    office,
                    **said,
                    item_median=item,
                    overtook=percentage(overtook),
                    others_overtook=percentage(rest.share),
                )
            )
    return found


def _is_faster(row: Row, n: int, office: Office) -> bool:
    limit = whole(office, "A-12", "median_percent")
    low, _ = wilson(Fraction(int(row["below"]), n), n)
    return int(row["median"]) * 100 < limit * int(row["item_median"]) and low > HALF


def _is_preferred(share: Fraction, n: int, rest: Peers, office: Office) -> bool:
    if not rest.of:
        return False
    low, _ = wilson(share, n, THREE)
    _, high = wilson(rest.share, rest.of, THREE)
    return 100 * low > whole(office, "A-12", "overtaking_percent") and low > high


def upheld(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-13: reviewers and units of whose appeals more are upheld than of the others', by `sigmas` standard deviations
    above the upper 95 % bound of the others' share."""
    known = [row for row in rows if int(row["of"]) > 0]
    peers = others(known, lambda row: (row["period"], row["kind"]), "of", "number")
    sigmas, fewest = whole(office, "A-13", "sigmas"), whole(office, "A-13", "fewest")
    found: list[Finding] = []
    for row, each in zip(known, peers, strict=True):
        n, share = int(row["of"]), Fraction(int(row["number"]), int(row["of"]))
        if n < fewest or each.of < fewest:
            continue
        _, usual = wilson(each.share, each.of)
        if share > usual + sigmas * root(usual * (1 - usual) / n):
            said: dict[str, int | str] = {"n": int(row["number"]), "decided": n, "sigmas": sigmas}
            told = percentage(share)
            found.append(sign(row, "A-13", office, **said, share=told, peers_share=percentage(each.share)))
    return found


def differing(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A-16: handlers of an item who refuse, ask for supplements, or take time unlike the others of their unit.

    A share differs where the intervals at three standard deviations do not touch and the shares are at least
    `difference_percent` points apart, from the others together and from the one in their middle: where one other is far
    off, it is not everybody else who differs. The time
    differs where the median is `times` as long or as short as the others' and the
    cases lie on one side of it for certain, at three standard deviations.
    """
    known = list(rows)
    kind = _unit_and_item
    beside: dict[tuple[str, str, str], list[Row]] = {}
    for row in known:
        beside.setdefault(kind(row), []).append(row)
    found: list[Finding] = []
    for row in known:
        rest = [other for other in beside[kind(row)] if other is not row]
        if min(int(row["of"]), sum(int(other["of"]) for other in rest)) < whole(office, "A-16", "fewest"):
            continue
        said = [
            *_share_differs(row, "refused", rest, ("不予许可率", "refusals"), office),
            *_share_differs(row, "supplemented", rest, ("要求补正率", "supplements"), office),
            *_time_differs(row, office),
        ]
        if said:
            zh, en = ("；".join(each[0] for each in said), "; ".join(each[1] for each in said))
            number: dict[str, int | str] = {"n": len(said), "handled": int(row["of"])}
            found.append(sign(row, "A-16", office, **number, differences=zh, differences_en=en))
    return found


def _unit_and_item(row: Row) -> tuple[str, str, str]:
    return str(row["period"]), str(row["dept_code"]), str(row["item"])


def _share_differs(
    row: Row, name: str, beside: Sequence[Row], words: tuple[str, str], office: Office
) -> list[tuple[str, str]]:
    n = int(row["of"])
    share, rest = Fraction(int(row[name]), n), Peers(_sum(beside, "of"), _sum(beside, name))
    middle = median_low([Fraction(int(each[name]), int(each["of"])) for each in beside])
    (low, high), (low_rest, high_rest) = wilson(share, n, THREE), wilson(rest.share, rest.of, THREE)
    least = whole(office, "A-16", "difference_percent")
    apart = 100 * min(abs(share - rest.share), abs(share - middle)) >= least
    if not apart or (low <= high_rest and low_rest <= high):
        return []
    mine, theirs = percentage(share), percentage(rest.share)
    return [(f"{words[0]}{mine}，其他{theirs}", f"{words[1]} {mine}, others {theirs}")]


def _sum(rows: Iterable[Row], name: str) -> int:
    return sum(int(row[name]) for row in rows)


def _time_differs(row: Row, office: Office) -> list[tuple[str, str]]:
    """By the median of the others, and by how many of the cases lie below it."""
    mine, theirs, times = int(row["median"]), int(row["others_median"]), whole(office, "A-16", "times")
    timed = int(row["timed"])
    if not timed or not theirs or (mine * times > theirs > 0 and theirs * times > mine):
        return []
    low, high = wilson(Fraction(int(row["below"]), timed), timed, THREE)
    if low <= HALF <= high:
        return []
    hours = f"{mine / HOUR:.1f}", f"{theirs / HOUR:.1f}"
    return [(f"中位用时{hours[0]}小时，其他{hours[1]}小时", f"median {hours[0]} h, others {hours[1]} h")]
