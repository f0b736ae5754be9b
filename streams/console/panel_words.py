"""Panels of the catalogue in the words of a person: figures with their units, codes with their names, links."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dashboards.catalogue import Kind, Panel
from dashboards.columns import Unit, columns, heading, word
from dashboards.console.charts import bars_of, chart_of, drawing_of
from dashboards.console.panel_models import Cell, PanelRow, Shown
from streams.console.viewer import Viewer

Row = Mapping[str, Any]
_BRACES = re.compile(r"\{(\w+)\}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")
_UNITS: Mapping[Unit, tuple[str, str]] = {
    Unit.PERCENT: ("%", "%"), Unit.DAYS: ("天", " days"), Unit.HOURS: ("小时", " hours"), Unit.SECONDS: ("秒", " s"),
}  # fmt: skip


def shown(panel: Panel, rows: Sequence[Row], viewer: Viewer) -> Shown:
    """The panel with its answer."""
    lang = viewer.lang
    title, means = (panel.title_en, panel.means_en) if lang else (panel.title_zh, panel.means_zh)
    if panel.kind is Kind.STAT:
        figure = rows[0]["value"] if rows else None
        value = Cell(_figure(panel, figure, lang), _path(panel.link, rows[0] if rows else {}))
        return Shown(title, means, value, _colour(panel, figure), (), (), None)
    figures = [[float(row[name] or 0) for name in panel.columns[1:]] for row in rows] if _drawn(panel) else []
    bars = bars_of(panel.columns[1:], figures, stacked=panel.stacked) if panel.kind is Kind.BARS else []
    heads = tuple(heading(column)[lang] for column in panel.columns)
    lines = tuple(
        PanelRow(
            tuple(_cell(panel, column, row, viewer) for column in panel.columns), bars[at] if bars else ()
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


def _cell(panel: Panel, column: str, row: Row, viewer: Viewer) -> Cell:
    link = panel.link_of(column) or (panel.link if column == panel.columns[0] else "")
    return Cell(_text(column, row[column], viewer), _path(link, row))


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
