"""Figures as pictures: made on the server, bars beside the rows of a table and a chart of the days of a period; and
what a script needs to draw the same to be pointed at."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

WIDTH, HEIGHT = 640, 180
LEFT, TOP, BOTTOM = 48, 10, 24
BAR = 160
_OWN = frozenset({"warning", "yellow", "red"})
_PALETTE = 4


class Segment(NamedTuple):
    """A rectangle; `kind` is the class of its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


class Curve(NamedTuple):
    """A line through points, as SVG wants them."""

    points: str
    kind: str


class Chart(NamedTuple):
    """Segments and curves with the largest figure, the first and the last day, and what the colours mean."""

    segments: tuple[Segment, ...]
    curves: tuple[Curve, ...]
    most: str
    first: str
    last: str
    legend: tuple[tuple[str, str], ...]


def kind_of(column: str, place: int) -> str:
    """The colour of a column: its own where cards have it, else one of a few by its place."""
    return column if column in _OWN else f"s{place % _PALETTE}"


def drawing_of(
    title: str,
    columns: Sequence[str],
    names: Sequence[str],
    labels: Sequence[str],
    rows: Sequence[Sequence[float]],
    *,
    stacked: bool,
    links: Sequence[str] = (),
) -> str:
    """The figures of a chart as `static/console.js` reads them: over days, or lying bars where there are links."""
    said = {
        "title": title, "form": "bars" if links else "time", "stacked": stacked, "names": names, "labels": labels,
        "kinds": [kind_of(column, place) for place, column in enumerate(columns)], "rows": rows, "links": links,
        "whole": all(float(figure).is_integer() for row in rows for figure in row),
    }  # fmt: skip
    return msgspec.json.encode(said).decode()


def bars_of(
    columns: Sequence[str], rows: Sequence[Sequence[float]], *, stacked: bool
) -> list[tuple[Segment, ...]]:
    """For each row its figures as lengths on one scale: one after the other where they add up, else the first alone."""
    shown = rows if stacked else [row[:1] for row in rows]
    most = max((sum(row) for row in shown), default=0) or 1
    return [_row(columns, row, BAR / most) for row in shown]


def _row(columns: Sequence[str], row: Sequence[float], scale: float) -> tuple[Segment, ...]:
    made, x = [], 0.0
    for place, figure in enumerate(row):
        length = round(figure * scale, 1)
        if length > 0:
            made.append(Segment(round(x, 1), 2, length, 14, kind_of(columns[place], place), _plain(figure)))
        x += length
    return tuple(made)


def chart_of(
    columns: Sequence[str],
    names: Sequence[str],
    days: Sequence[str],
    rows: Sequence[Sequence[float]],
    *,
    stacked: bool,
) -> Chart | None:
    """The chart of a period: columns that add up, or one curve a figure; None where there is no day."""
    if not days:
        return None
    most = max((sum(row) if stacked else max(row) for row in rows), default=0) or 1
    step = (WIDTH - LEFT) / len(days)
    legend = tuple((kind_of(column, place), names[place]) for place, column in enumerate(columns))
    segments = _columns(columns, days, rows, step, most) if stacked else ()
    curves = () if stacked else _curves(columns, rows, step, most)
    return Chart(segments, curves, _plain(most), days[0], days[-1], legend)


def _columns(
    columns: Sequence[str], days: Sequence[str], rows: Sequence[Sequence[float]], step: float, most: float
) -> tuple[Segment, ...]:
    made = []
    for number, row in enumerate(rows):
        foot = float(HEIGHT - BOTTOM)
        for place, figure in enumerate(row):
            height = _height(figure, most)
            foot -= height
            if height > 0:
                x, title = LEFT + number * step, f"{days[number]}: {_plain(figure)}"
                kind = kind_of(columns[place], place)
                made.append(
                    Segment(round(x, 1), round(foot, 1), round(step * 0.8, 1), round(height, 1), kind, title)
                )
    return tuple(made)


def _curves(
    columns: Sequence[str], rows: Sequence[Sequence[float]], step: float, most: float
) -> tuple[Curve, ...]:
    made = []
    for place, column in enumerate(columns):
        points = (
            f"{LEFT + (number + 0.5) * step:.1f},{HEIGHT - BOTTOM - _height(row[place], most):.1f}"
            for number, row in enumerate(rows)
        )
        made.append(Curve(" ".join(points), kind_of(column, place)))
    return tuple(made)


def _height(figure: float, most: float) -> float:
    return figure / most * (HEIGHT - TOP - BOTTOM)


def _plain(figure: float) -> str:
    return f"{figure:g}"
