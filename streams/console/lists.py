"""Lists of pages: filters as they stand in the address, and pages that begin after the last row of the one before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from dashboards.console.models import Choice
from dashboards.console.wording import sentences
from streams.console.period import FIRST_YEAR, LAST_YEAR
from streams.console.visit import Visit

PAGE = 50
PLACES_IN_TIME = frozenset({"before", "after"})
Row = Mapping[str, Any]


class Page(NamedTuple):
    """The rows shown, and the addresses of the first page ("": this is it) and of the next one ("": there is none)."""

    rows: Sequence[Row]
    first: str
    next: str


def one_page(visit: Visit, rows: Sequence[Row], keys: Mapping[str, str]) -> Page:
    """`rows` were asked for one too many; `keys`: parameter of the address → column of the last row shown."""
    kept = {name: text for name, text in visit.request.query_params.items() if text and name not in keys}
    path = visit.request.url.path
    shown = rows[:PAGE]
    after = {name: str(shown[-1][column]) for name, column in keys.items()} if len(rows) > PAGE else {}
    begun = any(visit.asked(name) for name in keys)
    first = f"{path}?{urlencode(kept)}" if begun else ""
    return Page(shown, first, f"{path}?{urlencode({**kept, **after})}" if after else "")


def given(visit: Visit, *names: str) -> dict[str, str]:
    """The filters that the address names, as parameters of a query."""
    found = {name: visit.asked(name) for name in names if visit.asked(name)}
    return {name: text for name, text in found.items() if name not in PLACES_IN_TIME or _is_instant(text)}


def _is_instant(text: str) -> bool:
    """A place that somebody has made up is no place."""
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


def chosen(
    visit: Visit, name: str, label: str, options: Mapping[str, str] | None = None, kind: str = "text"
) -> Choice:
    """A filter with what the address says of it."""
    return Choice(name, label, visit.asked(name), tuple((options or {}).items()), kind)


def units(visit: Visit) -> dict[str, str]:
    """The units a person may choose among."""
    found = visit.viewer.office.register.units
    return {code: unit.name for code, unit in found.items()} if visit.viewer.everywhere else {}


def where(visit: Visit, *, item: bool = True) -> dict[str, str]:
    """The unit, region and item that the address names, as parameters of a query; a region means those below it too."""
    found = given(visit, "dept_code", *(["item_code"] if item else []))
    region = visit.asked("region_code")
    if region:
        register = visit.viewer.office.register
        below = [code for code in register.regions if region in register.region_and_parents(code)]
        found["region_code"] = ",".join(below) or region
    return found


def where_choices(visit: Visit, *, item: bool = True) -> list[Choice]:
    """Filters by these: the item for everybody, unit and region for those who see all."""
    say, regions = visit.say, visit.viewer.office.register.regions
    found = [chosen(visit, "item_code", say("事项编码", "Item code"))] if item else []
    if visit.viewer.everywhere and len(regions) > 1:
        named = {code: region.name for code, region in regions.items()}
        found.append(chosen(visit, "region_code", say("地区", "Region"), named))
    return [*found, chosen(visit, "dept_code", say("单位", "Unit"), units(visit))] if units(visit) else found


def scope_hint(visit: Visit) -> str:
    """Whose records a list holds."""
    words = sentences(visit.viewer.lang)
    return words["scope_everywhere" if visit.viewer.everywhere else "scope_department"]


def sliced(visit: Visit, rows: Sequence[Any]) -> tuple[Sequence[Any], str, str]:
    """A page of what is in memory, from where the address says; the addresses of the first and the next."""
    said = visit.asked("from")
    begin = int(said[:9]) if said.isascii() and said.isdecimal() else 0
    end = begin + PAGE
    first = visit.address(**{"from": ""}) if begin else ""
    return rows[begin:end], first, visit.address(**{"from": str(end)}) if len(rows) > end else ""
