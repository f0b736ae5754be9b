"""E-03 连续落后: persons and units in the lowest group of their like month after month. Only ever a proposal.

From the scores of closed months as they were frozen; ranked only, so n was sufficient. Last place (末位) is said only
where the scores also fell or stood still and citizens rated worse than their like.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from rules.assessment.amounts import number
from rules.assessment.periods import Month
from rules.finding_rules import Scope
from rules.office import Office
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, evidence, whole

SCOPES = {"person", "unit"}


class _Place(NamedTuple):
    """A score among its like in a closed month."""

    row: Row
    total: Fraction
    is_lowest: bool


def lowest(rows: Iterable[Row], office: Office) -> list[Finding]:
    """A finding for each person or unit that was in the lowest group in each of the last `months` closed months."""
    of_whom: dict[tuple[str, str], dict[str, _Place]] = {}
    for row in rows:
        if row["scope"] in SCOPES and row["rank"] is not None:
            place = _Place(row, number(str(row["total"])), _is_lowest(row, office))
            of_whom.setdefault((str(row["scope"]), str(row["id"])), {})[str(row["month"])] = place
    found = (_falling(places, office) for _, places in sorted(of_whom.items()))
    return [finding for finding in found if finding is not None]


def _is_lowest(row: Row, office: Office) -> bool:
    """Among the last `lowest_percent` of a group of at least `fewest`, one at least."""
    ranked, share = int(row["ranked"]), whole(office, "E-03", "lowest_percent")
    size = max(1, ranked * share // 100)
    return ranked >= whole(office, "E-03", "fewest") and int(row["rank"]) > ranked - size


def _falling(places: Mapping[str, _Place], office: Office) -> Finding | None:
    months = whole(office, "E-03", "months")
    last = max(places)
    year, _, month = last.partition("-")
    row_of = [places.get(str(Month(int(year), int(month)).plus(-back))) for back in reversed(range(months))]
    series = [place for place in row_of if place is not None and place.is_lowest]
    if len(series) < months:
        return None
    return _finding(series, last, office)


def _finding(series: list[_Place], last: str, office: Office) -> Finding:
    row = series[-1].row
    name, is_person = str(row["id"]), row["scope"] == "person"
    dept = str(row["dept_code"]) or None
    scope = Scope(last, person=name) if is_person else Scope(last, dept_code=name)
    is_last = _is_last_place(series)
    figures: dict[str, int | str] = {
        "n": len(series),
        "totals": "、".join(f"{place.row['month']} {place.row['total']}" for place in series),
        "last_place": "，且无改善、评价低于同类（末位）" if is_last else "",
        "last_place_en": ", without improvement and rated below its like (last place)" if is_last else "",
    }
    entries = evidence(((f"month:{each.row['month']}", each.row["at"]) for each in series), office)
    return Finding("E-03", scope, tuple(entries), dept if is_person else name, None, figures)


def _is_last_place(series: list[_Place]) -> bool:
    mean, prior = str(series[-1].row["rating_mean"]), str(series[-1].row["rating_prior"])
    rated_worse = bool(mean and prior) and number(mean) < number(prior)
    return rated_worse and series[-1].total <= series[0].total
