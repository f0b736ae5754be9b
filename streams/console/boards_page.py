"""Boards: the panels of the catalogue, as Grafana shows them, within what the person may see."""

import asyncio
from datetime import date, timedelta
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from dashboards.boards import BOARDS, CITY, Board
from dashboards.catalogue import ALL, Panel, narrowed, panel_named
from dashboards.console.models import Choice
from dashboards.console.panel_models import Shown
from rules.zone import iso_date
from streams.console.console import Console
from streams.console.lists import chosen, scope_hint, units
from streams.console.panel_words import Narrowed, shown
from streams.console.period import SINCE, UNTIL, day_of, midnight, period_choices, shortcuts
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
    days = _narrowed(visit, choice)
    panels = list(dict.fromkeys(panel.name for panel in _panels(visit, board)))
    answers = await asyncio.gather(*(_answer(visit, panel_named(name), choice, days) for name in panels))
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
        choices=_choices(visit, days), here=visit.request.url.path,
        periods=shortcuts(visit, days.since_day, days.until_day),
    )  # fmt: skip


async def _answer(visit: Visit, panel: Panel, choice: dict[str, str], days: Narrowed) -> Shown:
    rows = await visit.console.shelf.lately(
        panel.query.name, **panel.given(choice | {"limit": str(_limit(panel))})
    )
    return shown(panel, rows, visit.viewer, days)


def _limit(panel: Panel) -> int:
    return MOST_ROWS if panel.kind == "table" else 1_000


def _choice(visit: Visit) -> dict[str, str]:
    """The period, from midnight to midnight of the zone, and the departments: none that are not theirs."""
    viewer = visit.viewer
    today = viewer.office.day
    last = day_of(visit, UNTIL) or date.fromordinal(today)
    first = min(day_of(visit, SINCE) or last - timedelta(days=DAYS), last)
    allowed = {ALL} if viewer.everywhere else viewer.departments
    return {
        "since": midnight(visit, first),
        "until": midnight(visit, last + timedelta(days=1)),
        # Not to the millisecond, so that who looks at the same board shares its answers.
        "now": viewer.office.zone.iso(viewer.office.now // _NOW_MS * _NOW_MS),
        "zone": viewer.office.zone.name,
        "department": narrowed(visit.asked("dept_code") or ALL, allowed),
    }


def _narrowed(visit: Visit, choice: dict[str, str]) -> Narrowed:
    """The same for the lists behind the figures, which narrow to what is theirs by themselves."""
    last = iso_date(date.fromisoformat(choice["until"][:10]).toordinal() - 1)
    return Narrowed(choice["since"][:10], last, visit.asked("dept_code"))


def _choices(visit: Visit, days: Narrowed) -> list[Choice]:
    found = period_choices(visit, ("自", "From"), days.since_day, days.until_day)
    if not units(visit):
        return found
    return [*found, chosen(visit, "dept_code", visit.say("单位", "Unit"), units(visit))]
