"""A panel of the catalogue as a panel of a board."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grafana_foundation_sdk.builders import barchart, common, dashboard, stat, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as model

from dashboards.board_sql import board_sql
from dashboards.catalogue import Kind, Panel
from dashboards.columns import Unit, columns, heading
from dashboards.grafana.links import BOARD_OF, board_link, cell_link, list_link
from dashboards.grafana.query import SOURCE, TABLE, TIME_SERIES, Statement

UNITS: Mapping[Unit, str] = {
    Unit.COUNT: "short",
    Unit.PERCENT: "percent",
    Unit.DAYS: "suffix: 天",
    Unit.HOURS: "suffix: 小时",
    Unit.SECONDS: "s",
    Unit.SCORE: "none",
    Unit.DATE: "time:YYYY-MM-DD",
    Unit.MOMENT: "time:YYYY-MM-DD HH:mm",
}
SERIES = {
    "warning": "orange",
    "yellow": "yellow",
    "red": "red",
    "bad": "red",
    "good": "green",
    "overdue": "red",
}
"""Columns that have a colour of their own wherever they are drawn."""

Drawn = stat.Panel | barchart.Panel | timeseries.Panel | table.Panel


def drawn(panel: Panel, shown: Sequence[str]) -> Drawn:
    """The panel, drawn as its kind is. `shown` are the columns of its answer, in order."""
    made = _DRAW[panel.kind](panel, shown)
    made.title(f"{panel.title_zh} {panel.title_en}").description(f"{panel.means_zh}\n\n{panel.means_en}")
    made.datasource(SOURCE).unit(UNITS[panel.unit]).thresholds(_thresholds(panel))
    made.with_target(Statement(board_sql(panel), TIME_SERIES if panel.kind is Kind.TIMESERIES else TABLE))
    if panel.unit is Unit.PERCENT:
        made.decimals(2)
    if panel.link:
        made.links([_to_the_list(panel, of_row=False)])
    for column in shown:
        if properties := _properties(panel, column):
            made.override_by_name(column, properties)
    return made


def _stat(panel: Panel, _: Sequence[str]) -> stat.Panel:
    made = stat.Panel().graph_mode(kinds.BigValueGraphMode.NONE).color_mode(kinds.BigValueColorMode.VALUE)
    reduced = common.ReduceDataOptions().values(False).calcs(["lastNotNull"]).fields("/^value$/")
    return made.reduce_options(reduced).no_value("–").data_links(_figure_links(panel))


def _bars(panel: Panel, shown: Sequence[str]) -> barchart.Panel:
    stacking = kinds.StackingMode.NORMAL if panel.stacked else kinds.StackingMode.NONE
    legend = common.VizLegendOptions().show_legend(len(shown) > 2).placement(kinds.LegendPlacement.BOTTOM)
    made = barchart.Panel().x_field(shown[0]).min(0).fill_opacity(80).x_tick_label_spacing(40)
    made.legend(legend.display_mode(kinds.LegendDisplayMode.LIST).calcs([]))
    return made.stacking(stacking).data_links(_figure_links(panel))


def _timeseries(panel: Panel, _: Sequence[str]) -> timeseries.Panel:
    made = timeseries.Panel().draw_style(
        kinds.GraphDrawStyle.BARS if panel.stacked else kinds.GraphDrawStyle.LINE
    )
    stacking = kinds.StackingMode.NORMAL if panel.stacked else kinds.StackingMode.NONE
    legend = common.VizLegendOptions().show_legend(True).placement(kinds.LegendPlacement.BOTTOM)
    made.legend(legend.display_mode(kinds.LegendDisplayMode.LIST).calcs(["sum"]))
    made.stacking(common.StackingConfig().mode(stacking)).min(0).fill_opacity(60 if panel.stacked else 5)
    return made.data_links(_figure_links(panel))


def _table(_panel: Panel, _: Sequence[str]) -> table.Panel:
    return table.Panel().show_header(True).cell_height(kinds.TableCellHeight.SM)


_DRAW: Mapping[Kind, Callable[[Panel, Sequence[str]], Drawn]] = {
    Kind.STAT: _stat,
    Kind.BARS: _bars,
    Kind.TIMESERIES: _timeseries,
    Kind.TABLE: _table,
}


def _thresholds(panel: Panel) -> Builder[model.ThresholdsConfig]:
    """Grafana wants the lowest step without a figure."""
    first = panel.steps[0].colour if panel.steps else "text"
    steps = [model.Threshold(value=None, color=first)]
    steps += [model.Threshold(value=step.at, color=step.colour) for step in panel.steps[1:]]
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(steps)


def _to_the_list(panel: Panel, *, of_row: bool) -> Builder[model.DashboardLink]:
    link = dashboard.DashboardLink("清单 List").type(model.DashboardLinkType.LINK)
    url = list_link(panel, of_row=of_row)
    return link.url(url).target_blank(True).tooltip("").icon("external link")


def _figure_links(panel: Panel) -> list[Builder[model.DashboardLink]]:
    """Behind each figure that is drawn, to what is in its row. The SDK takes data links as links of a board."""
    return [_to_the_list(panel, of_row=True)] if panel.link else []


def _properties(panel: Panel, column: str) -> list[model.DynamicConfigValue]:
    """What a column has of its own: its heading, unit, words, colour and link."""
    if panel.kind is Kind.STAT:
        return []
    known = columns().get(column)
    link = _behind(panel, column) if panel.kind is Kind.TABLE else ""
    found: dict[str, Any] = {"displayName": " ".join(heading(column))}
    if known and known.unit:
        found["unit"] = UNITS[known.unit]
    if known and known.values:
        found["mappings"] = [_words(column, known.values)]
    if column == "colour":
        found["custom.cellOptions"] = {"type": "color-background", "mode": "basic"}
    if column in SERIES and panel.kind is not Kind.TABLE:
        found["color"] = {"mode": "fixed", "fixedColor": SERIES[column]}
    if link:
        found["links"] = [{"title": "打开 Open", "url": link, "targetBlank": True}]
    return [model.DynamicConfigValue(id_val=name, value=value) for name, value in found.items()]


def _behind(panel: Panel, column: str) -> str:
    """Where a cell leads: into the console, or to the board about its code, with the same span."""
    if path := panel.link_of(column):
        return cell_link(panel, path)
    return board_link(column) if column in BOARD_OF else ""


def _words(column: str, values: Mapping[str, tuple[str, str]]) -> model.ValueMap:
    """The words of a column's codes; the colours of cards are shown as such."""
    return model.ValueMap(
        options={
            code: model.ValueMappingResult(
                text=zh, index=index, color=SERIES.get(code) if column == "colour" else None
            )
            for index, (code, (zh, _)) in enumerate(values.items())
        }
    )
