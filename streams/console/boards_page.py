"""Boards: the panels of the catalogue, as Grafana shows them, within what the person may see."""

import asyncio
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from dashboards.boards import BOARDS, CITY, Board
from dashboards.catalogue import ALL, Panel, narrowed, panel_named
from dashboards.console.models import Choice
from dashboards.console.panel_models import Shown
from rules.zone import iso_date
from streams.console.console import Console
from streams.console.lists import FIRST_YEAR, LAST_YEAR, chosen, scope_hint, units
from streams.console.panel_words import shown
from streams.console.visit import Visit, visit_of
from streams.intake.problems import Problem

DAYS = 30
"""How many days a board looks back where the address does not say."""

MOST_ROWS = 30
_NOW_MS = 5_000


class BoardRow(NamedTuple):
    """Panels under a heading: figures side by side, then what is drawn or listed."""

    heading: str
    figures: tuple[Shown, ...]
    drawn: tuple[Shown, ...]


def add_boards(router: APIRouter, console: Console) -> None:
    """The pages; the first board is shown where none is named."""

    @router.get("/console/boards")
    async def first(request: Request) -> Response:
        visit = await visit_of(console, request, "boards")
        return await _board(visit, boards_of(visit)[0])

    @router.get("/console/boards/{uid}")
    async def board(request: Request, uid: str) -> Response:
        visit = await visit_of(console, request, "boards")
        found = next((each for each in boards_of(visit) if each.uid == uid), None)
        if found is None:
            raise Problem(404, "no-such-board", "没有这个看板 / No such board")
        return await _board(visit, found)


def boards_of(visit: Visit) -> list[Board]:
    """The boards with something that the person may see; those about single members of staff stay in Grafana."""
    return [board for board in BOARDS if board.folder == CITY and any(_panels(visit, board))]


def _panels(visit: Visit, board: Board) -> list[Panel]:
    places = (panel_named(place.panel) for row in board.rows for place in row.places)
    return [panel for panel in places if _may_see(visit, panel)]


def _may_see(visit: Visit, panel: Panel) -> bool:
    """What cannot be narrowed to departments is for those who see all; what names persons is for them as well."""
    return visit.viewer.everywhere or (panel.by_department and not panel.persons)


async def _board(visit: Visit, board: Board) -> Response:
    choice = _choice(visit)
    panels = list(dict.fromkeys(panel.name for panel in _panels(visit, board)))
    answers = await asyncio.gather(*(_answer(visit, panel_named(name), choice) for name in panels))
    made = dict(zip(panels, answers, strict=True))
    rows = [
        BoardRow(
            row.en if visit.viewer.lang else row.zh,
            tuple(
                made[place.panel] for place in row.places if place.panel in made and made[place.panel].value
            ),
            tuple(
                made[place.panel]
                for place in row.places
                if place.panel in made and not made[place.panel].value
            ),
        )
        for row in board.rows
    ]
    say = visit.say
    title, means = say(board.zh, board.en), say(board.means_zh, board.means_en)
    others = [
        (f"/console/boards/{each.uid}", say(each.zh, each.en), each is board) for each in boards_of(visit)
    ]
    return visit.page(
        "board.html", title, "boards", hint=f"{means} {scope_hint(visit)}", rows=rows, others=others,
        choices=_choices(visit, choice), here=visit.request.url.path,
    )  # fmt: skip


async def _answer(visit: Visit, panel: Panel, choice: dict[str, str]) -> Shown:
    rows = await visit.console.shelf.lately(
        panel.query.name, **panel.given(choice | {"limit": str(_limit(panel))})
    )
    return shown(panel, rows, visit.viewer)


def _limit(panel: Panel) -> int:
    return MOST_ROWS if panel.kind == "table" else 1_000


def _choice(visit: Visit) -> dict[str, str]:
    """The period, from midnight to midnight of the zone, and the departments: none that are not theirs."""
    viewer = visit.viewer
    zone, today = ZoneInfo(viewer.office.zone.name), viewer.office.day
    last = _day(visit.asked("until_day"), date.fromordinal(today))
    first = min(_day(visit.asked("since_day"), last - timedelta(days=DAYS)), last)
    allowed = {ALL} if viewer.everywhere else viewer.departments
    return {
        "since": datetime(first.year, first.month, first.day, tzinfo=zone).isoformat(),
        "until": (datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)).isoformat(),
        # Not to the millisecond, so that who looks at the same board shares its answers.
        "now": viewer.office.zone.iso(viewer.office.now // _NOW_MS * _NOW_MS),
        "zone": viewer.office.zone.name,
        "department": narrowed(visit.asked("dept_code") or ALL, allowed),
    }


def _day(text: str, default: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return default
    return found if FIRST_YEAR < found.year < LAST_YEAR else default


def _choices(visit: Visit, choice: dict[str, str]) -> list[Choice]:
    say, last = visit.say, iso_date(date.fromisoformat(choice["until"][:10]).toordinal() - 1)
    found = [
        Choice("since_day", say("自", "From"), choice["since"][:10], kind="date"),
        Choice("until_day", say("至（含）", "Until (inclusive)"), last, kind="date"),
    ]
    return [*found, chosen(visit, "dept_code", say("单位", "Unit"), units(visit))] if units(visit) else found
