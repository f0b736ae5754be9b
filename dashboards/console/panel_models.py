"""A panel of the catalogue as a page shows it."""

from typing import NamedTuple

from dashboards.console.charts import Chart, Segment

WIDE = 5
"""Columns beside which there is no room for another table."""


class Cell(NamedTuple):
    """What a cell says, and where it leads ("": nowhere)."""

    text: str
    link: str = ""


class PanelRow(NamedTuple):
    """A row of a panel's table, with its bars where it is drawn as such."""

    cells: tuple[Cell, ...]
    bars: tuple[Segment, ...] = ()


class Shown(NamedTuple):
    """One panel: its figure (`value`, with the colour its steps give), or its table, or its chart with the table;
    `drawing` is the chart for the script that draws it."""

    title: str
    means: str
    value: Cell | None
    colour: str
    heads: tuple[str, ...]
    rows: tuple[PanelRow, ...]
    chart: Chart | None
    drawing: str = ""

    @property
    def has_bars(self) -> bool:
        """Whether any row has a bar."""
        return any(row.bars for row in self.rows)

    @property
    def is_wide(self) -> bool:
        """Whether its table needs the whole width of a page."""
        return self.chart is None and len(self.heads) > WIDE
