"""From a figure to the list behind it, from an id to its page: paths of the catalogue as links of a board."""

import re
from collections.abc import Mapping, Sequence

from dashboards.catalogue import Panel

CONSOLE = "${console}/"
_COLUMN = re.compile(r"\{(\w+)\}")
_PARAMETER_OF_A_ROW = re.compile(r"(?<=[?&])\w+=\{\w+\}&?")

DEPARTMENT = "dept_code=${department:csv}"
SPAN = "since_day=${__from:date:YYYY-MM-DD}&until_day=${__to:date:YYYY-MM-DD}"
BOARD_OF: Mapping[str, tuple[str, str]] = {
    "dept_code": ("liangpai-department", "department"),
    "item_code": ("liangpai-item", "item"),
    "staff_id": ("liangpai-person", "person"),
}
"""Column → the board about its codes, and the variable that chooses there."""


def list_link(panel: Panel, *, of_row: bool) -> str:
    """The list behind a figure, narrowed as the board is, as far as the console's list knows how.

    Several departments have commas between. `of_row`: also to what the figure is about, in whose row it stands.
    """
    whole = panel.link if of_row else _PARAMETER_OF_A_ROW.sub("", panel.link).rstrip("?&")
    chosen = [DEPARTMENT] if panel.by_department else []
    return CONSOLE + _with(_of_row(whole), [*chosen, *_span(panel, panel.link)])


def cell_link(panel: Panel, path: str) -> str:
    """The page or list behind a cell."""
    return CONSOLE + _with(_of_row(path), _span(panel, path))


def _span(panel: Panel, path: str) -> list[str]:
    return [SPAN] if panel.is_of_period(path) else []


def board_link(column: str) -> str:
    """The board about the code in a cell."""
    uid, variable = BOARD_OF[column]
    return f"/d/{uid}?var-{variable}=${{__data.fields.{column}:percentencode}}&${{__url_time_range}}"


def _of_row(path: str) -> str:
    """Columns of the row go in percent-encoded."""
    return _COLUMN.sub(lambda found: f"${{__data.fields.{found.group(1)}:percentencode}}", path)


def _with(path: str, more: Sequence[str]) -> str:
    return path + ("&" if "?" in path else "?") + "&".join(more) if more else path
