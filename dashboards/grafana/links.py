"""From a figure to the list behind it, from an id to its page: paths of the catalogue as links of a board."""

import re
from collections.abc import Mapping, Sequence

from dashboards.catalogue import CODES

CONSOLE = "${console}/"
_COLUMN = re.compile(r"\{(\w+)\}")
SPAN = "since=${__from:date:iso}&until=${__to:date:iso}"


def list_link(path: str, parameters: Sequence[str]) -> str:
    """The list behind a figure, narrowed as the board is; several codes have commas between."""
    chosen = [f"{name}=${{{name}:csv}}" for name in CODES if name in parameters]
    span = [SPAN] if "since" in parameters else []
    return CONSOLE + _with(path, [*chosen, *span])


def cell_link(path: str) -> str:
    """The page behind a cell; columns of its row go in percent-encoded."""
    return CONSOLE + _COLUMN.sub(lambda found: f"${{__data.fields.{found.group(1)}:percentencode}}", path)


BOARD_OF: Mapping[str, tuple[str, str]] = {
    "dept_code": ("liangpai-department", "department"),
    "item_code": ("liangpai-item", "item"),
    "staff_id": ("liangpai-person", "person"),
}
"""Column → the board about its codes, and the variable that chooses there."""


def board_link(column: str) -> str:
    """The board about the code in a cell."""
    uid, variable = BOARD_OF[column]
    return f"/d/{uid}?var-{variable}=${{__data.fields.{column}:percentencode}}&${{__url_time_range}}"


def _with(path: str, more: Sequence[str]) -> str:
    if not more:
        return path
    return path + ("&" if "?" in path else "?") + "&".join(more)
