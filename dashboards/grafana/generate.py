"""Write Grafana's boards and provisioning files, or with `--check` only say whether they are current.

python -m dashboards.grafana.generate [--check] [--console URL] [--out FOLDER]
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model

from dashboards.boards import BOARDS, Board, Place
from dashboards.catalogue import DEFAULTS, panel_named
from dashboards.grafana.drawing import drawn
from dashboards.grafana.health import GAUGES, HEALTH, measured
from dashboards.grafana.lint import complaints
from dashboards.grafana.provisioning import provisioning
from dashboards.grafana.strict import problems
from dashboards.grafana.variables import CONSOLE, variables

OUT = Path(__file__).parents[2] / "deploy" / "grafana"
TAG = "liangpai"
WIDTH = 24


def written(console: str = CONSOLE) -> dict[str, str]:
    """Every file with the text it should have, by its path below the folder."""
    boards = {
        f"dashboards/{each.folder}/{each.uid}.json": as_json(each, console) for each in (*BOARDS, HEALTH)
    }
    return boards | provisioning()


def as_json(board: Board, console: str) -> str:
    """The board as Grafana reads it."""
    return json.dumps(built(board, console), cls=JSONEncoder, ensure_ascii=False, indent=2) + "\n"


def built(board: Board, console: str) -> model.Dashboard:
    """The board: panels are numbered, because links and alerts name them by their number."""
    made = dashboard.Dashboard(f"{board.zh} {board.en}").uid(board.uid).tags([TAG])
    made.description(f"{board.means_zh}\n\n{board.means_en}").readonly().timezone(DEFAULTS["zone"])
    made.time(board.since, "now").refresh("5m").week_start("monday").tooltip(
        model.DashboardCursorSync.CROSSHAIR
    )
    for panel in _panels(board):
        made.with_panel(panel) if isinstance(panel, _Laid) else made.with_row(panel)
    leads = any(panel_named(place.panel).leads_out for place in _places(board) if place.panel not in GAUGES)
    where = console if leads else None
    made.variables([*variables(board.variables, where, measured=board is HEALTH)]).link(_other_boards())
    return made.build()


def _places(board: Board) -> Iterator[Place]:
    return (place for row in board.rows for place in row.places)


class _Laid(Builder[model.Panel]):
    """A panel that knows its number and its place."""

    def __init__(self, panel: model.Panel) -> None:
        self._panel = panel

    def build(self) -> model.Panel:
        return self._panel


def _panels(board: Board) -> Iterator["_Laid | dashboard.Row"]:
    number, top = 0, 0
    for row in board.rows:
        number += 1
        yield dashboard.Row(f"{row.zh} {row.en}").id(number).grid_pos(model.GridPos(h=1, w=WIDTH, x=0, y=top))
        left, top, tallest = 0, top + 1, 0
        for place in row.places:
            if left + place.width > WIDTH:
                left, top, tallest = 0, top + tallest, 0
            number += 1
            yield _laid(place.panel, number, model.GridPos(h=place.height, w=place.width, x=left, y=top))
            left, tallest = left + place.width, max(tallest, place.height)
        top += tallest


def _laid(name: str, number: int, where: model.GridPos) -> _Laid:
    if name in GAUGES:
        made = measured(GAUGES[name]).build()
    else:
        panel = panel_named(name)
        made = drawn(panel, panel.columns).build()
    made.id_val, made.grid_pos = number, where
    return _Laid(made)


def _other_boards() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("其他看板 Boards").type(model.DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.as_dropdown(True).include_vars(True).keep_time(True)


def main(arguments: Sequence[str]) -> int:
    """Write the files, or check them: 1 if one is not current."""
    asked = _asked(arguments)
    texts = written(asked.console)
    if not asked.check:
        for name, text in texts.items():
            file = asked.out / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        print(f"{len(texts)} files written to {asked.out}")
        return 0
    wrong = [
        f"{name}: not what the catalogue says; run make dashboards" for name in stale_files(asked.out, texts)
    ]
    wrong += [f"{name}: {each}" for name, text in texts.items() for each in found_wrong(name, text)]
    for each in wrong:
        print(f"{asked.out}/{each}", file=sys.stderr)
    return 1 if wrong else 0


def found_wrong(name: str, text: str) -> Iterator[str]:
    """What is wrong with a file; only boards are looked at."""
    if name.endswith(".json"):
        board = json.loads(text)
        yield from problems(board)
        yield from complaints(board)


def stale_files(folder: Path, texts: dict[str, str]) -> list[str]:
    """Files that are missing, differ, or are boards that nothing makes."""
    there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    differing = {
        name
        for name, text in texts.items()
        if name not in there or (folder / name).read_text("utf-8") != text
    }
    return sorted(differing | {name for name in there - texts.keys() if name.endswith(".json")})


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dashboards.grafana.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the files are current")
    parser.add_argument("--console", default=CONSOLE, help="address of the console, where links lead")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
