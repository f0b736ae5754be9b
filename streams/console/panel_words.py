"""Panels of the catalogue in the words of a person: figures with their units, codes with their names, links."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from dashboards.catalogue import Kind, Panel
from dashboards.columns import Unit, columns, heading, word
from dashboards.console.charts import bars_of, chart_of, drawing_of
from dashboards.console.panel_models import Cell, PanelRow, Shown
from streams.console.period import SINCE, UNTIL
from streams.console.viewer import Viewer

Row = Mapping[str, Any]


class Narrowed(NamedTuple):
    """What a board is narrowed to, as its lists say it in their addresses ("": not)."""

    since_day: str
    until_day: str
    dept_code: str


_BRACES = re.compile(r"\{(\w+)\}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")
_UNITS: Mapping[Unit, tuple[str, str]] = {
    Unit.PERCENT: ("%", "%"), Unit.DAYS: ("天", " days"), Unit.HOURS: ("小时", " hours"), Unit.SECONDS: ("秒", " s"),
}  # fmt: skip


def shown(panel: Panel, rows: Sequence[Row], viewer: Viewer, narrowed: Narrowed) -> Shown:
    """The panel with its answer."""
    lang = viewer.lang
    title, means = (panel.title_en, panel.means_en) if lang else (panel.title_zh, panel.means_zh)
    if panel.kind is Kind.STAT:
        figure = rows[0]["value"] if rows else None
        link = _list(panel, rows[0] if rows else {}, narrowed)
        value = Cell(_figure(panel, figure, lang), link)
        return Shown(title, means, value, _colour(panel, figure), (), (), None)
    figures = [[float(row[name] or 0) for name in panel.columns[1:]] for row in rows] if _drawn(panel) else []
    bars = bars_of(panel.columns[1:], figures, stacked=panel.stacked) if panel.kind is Kind.BARS else []
    heads = tuple(heading(column)[lang] for column in panel.columns)
    lines = tuple(
        PanelRow(
            tuple(_cell(panel, column, row, viewer, narrowed) for column in panel.columns),
            bars[at] if bars else (),
        )
        for at, row in enumerate(rows)
    )
    days = [str(row["time"])[:10] for row in rows] if panel.kind is Kind.TIMESERIES else []
    drawn = panel.columns[1:], heads[1:], _local(days, rows, viewer), figures
    chart = chart_of(*drawn, stacked=panel.stacked)
    drawing = drawing_of(title, *drawn, stacked=panel.stacked) if chart else ""
    return Shown(title, means, None, "", heads, lines, chart, drawing)


def _drawn(panel: Panel) -> bool:
    return panel.kind in (Kind.BARS, Kind.TIMESERIES)


def _local(days: Sequence[str], rows: Sequence[Row], viewer: Viewer) -> list[str]:
    """Days begin at midnight of the zone, which the archive tells in UTC."""
    return [viewer.when(str(row["time"]))[:10] for row in rows] if days else []


def _cell(panel: Panel, column: str, row: Row, viewer: Viewer, narrowed: Narrowed) -> Cell:
    text = _text(column, row[column], viewer)
    if path := panel.link_of(column):
        return Cell(text, _with(_path(path, row), _days(panel, path, narrowed)))
    if column != panel.columns[0]:
        return Cell(text)
    # What stands beside a day is of that day.
    of_day = narrowed._replace(since_day=text, until_day=text) if column == "time" else narrowed
    return Cell(text, _list(panel, row, of_day))


def _list(panel: Panel, row: Row, narrowed: Narrowed) -> str:
    """The list behind a figure of a panel, narrowed as the board is, as far as the list knows how."""
    chosen = {"dept_code": narrowed.dept_code} if panel.by_department and narrowed.dept_code else {}
    return _with(_path(panel.link, row), chosen | _days(panel, panel.link, narrowed))


def _days(panel: Panel, path: str, narrowed: Narrowed) -> dict[str, str]:
    if not panel.is_of_period(path):
        return {}
    return {SINCE: narrowed.since_day, UNTIL: narrowed.until_day}


def _with(path: str, filters: Mapping[str, str]) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode(filters)}" if path and filters else path


def _text(column: str, value: Any, viewer: Viewer) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return viewer.word(("是", "yes") if value else ("否", "no"))
    if isinstance(value, list):
        return viewer.word(("、", ", ")).join(viewer.word(word(column, each)) for each in value)
    if _INSTANT.match(str(value)):
        wall = viewer.when(str(value))
        return wall[:10] if column == "time" else wall
    names = {"dept_code": viewer.unit, "item_code": viewer.names.item_name, "staff_id": viewer.person}
    if column in names:
        return names[column](str(value))
    known = columns().get(column)
    unit = known.unit if known else None
    suffix = (
        _UNITS.get(unit, ("", ""))[viewer.lang] if unit is not None and isinstance(value, int | float) else ""
    )
    return viewer.word(word(column, value)) + suffix


def _figure(panel: Panel, value: Any, lang: int) -> str:
    return "—" if value is None else f"{value:,}{_UNITS.get(panel.unit, ('', ''))[lang]}"


def _colour(panel: Panel, value: Any) -> str:
    """The colour of the last step that the figure has reached."""
    if value is None:
        return ""
    reached = [step.colour for step in panel.steps if float(value) >= step.at]
    return reached[-1] if reached else ""


def _path(path: str, row: Row) -> str:
    """The console's address behind a cell; none where the row lacks what it needs."""
    needed = _BRACES.findall(path)
    if not path or any(row.get(name) in (None, "") for name in needed):
        return ""
    return "/console/" + _BRACES.sub(lambda found: quote(str(row[found[1]]), safe=""), path)
