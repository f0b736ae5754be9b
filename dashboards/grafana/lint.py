"""What a board must be beyond its types: the useful rules of Grafana's linter, and the traps of its ClickHouse plugin.

Each rule is given the whole board and says what is wrong, with the panel's number where it is about one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from grafana_foundation_sdk.models import units

from dashboards.catalogue import panels
from dashboards.grafana.query import CLICKHOUSE, PROMETHEUS

Board = Mapping[str, Any]
Rule = Callable[[Board], Iterator[str]]

UNITS = frozenset(
    value for name, value in vars(units).items() if isinstance(value, str) and not name.startswith("_")
)
FREE_UNITS = ("suffix:", "prefix:", "time:")
MACROS = frozenset({"$__fromTime_ms", "$__toTime_ms"})
"""Others count days from midnight UTC, use the server's zone, or are not in every version of the plugin."""

WIDTH = 24
_MACRO = re.compile(r"\$__\w+")
_VARIABLE = re.compile(r"\$\{(\w+)(?:[.:]([\w:]+))?[^}]*\}|\$(?!__)(\w+)|\[\[(\w+)\]\]")
_FIELD = re.compile(r"\$\{__data\.fields\.(\w+)(:percentencode)?\}")


def complaints(board: Board) -> Iterator[str]:
    """What is wrong with the board, by every rule."""
    for rule in RULES:
        yield from rule(board)


def shown(board: Board) -> Sequence[Mapping[str, Any]]:
    """The panels that show something."""
    return [panel for panel in board.get("panels", []) if panel.get("type") != "row"]


def _board(board: Board) -> Iterator[str]:
    if not re.fullmatch(r"liangpai-[a-z]+", board.get("uid") or ""):
        yield f"uid: found {board.get('uid')!r}, expected liangpai-…"
    if board.get("editable", True):
        yield "editable: a change by hand would be lost with the next generation"
    if not board.get("timezone"):
        yield "timezone: not set, so days would be those of each browser"
    if "liangpai" not in board.get("tags", []):
        yield "tags: not among them liangpai, by which boards find each other"


def _sources(board: Board) -> Iterator[str]:
    kinds = {
        each["name"]: each.get("query") for each in _variables(board) if each.get("type") == "datasource"
    }
    if kinds.get("datasource") != CLICKHOUSE:
        yield "templating: no variable datasource for ClickHouse"
    expected = {CLICKHOUSE: "${datasource}", PROMETHEUS: "${prometheus}"}
    for panel in shown(board):
        for each in (panel, *panel.get("targets", [])):
            source = each.get("datasource") or {}
            if source.get("uid") != expected.get(source.get("type", ""), "none"):
                yield f"{_named(panel)}: its data source is {source}, expected one of the board's variables"
            elif source["uid"][2:-1] not in kinds:
                yield f"{_named(panel)}: the board has no variable {source['uid']}"


def _ids(board: Board) -> Iterator[str]:
    numbers = [panel.get("id") for panel in board.get("panels", [])]
    for number in {each for each in numbers if numbers.count(each) > 1}:
        yield f"panels: {numbers.count(number)} have the id {number}"
    if None in numbers:
        yield "panels: one has no id"


def _grid(board: Board) -> Iterator[str]:
    taken: dict[tuple[int, int], int] = {}
    for panel in board.get("panels", []):
        where = panel.get("gridPos") or {}
        left, top = int(where.get("x", 0)), int(where.get("y", 0))
        wide, high = int(where.get("w", 0)), int(where.get("h", 0))
        if wide < 1 or high < 1 or left < 0 or left + wide > WIDTH:
            yield f"{_named(panel)}: does not stand inside the {WIDTH} columns"
        cells = {(x, y) for x in range(left, left + wide) for y in range(top, top + high)}
        if over := {taken[cell] for cell in cells & taken.keys()}:
            yield f"{_named(panel)}: lies over panel {min(over)}"
        taken |= dict.fromkeys(cells, panel.get("id") or 0)


def _texts(board: Board) -> Iterator[str]:
    for panel in shown(board):
        if not (panel.get("title") or "").strip():
            yield f"{_named(panel)}: no title"
        if "\n\n" not in (panel.get("description") or "").strip():
            yield f"{_named(panel)}: no description in two languages"
        unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit")
        for each in [unit, *_overridden(panel, "unit")]:
            if each is None or not (each in UNITS or each.startswith(FREE_UNITS)):
                yield f"{_named(panel)}: found the unit {each!r}, which Grafana does not know"


def _drawings(board: Board) -> Iterator[str]:
    for panel in shown(board):
        defaults, options = panel.get("fieldConfig", {}).get("defaults", {}), panel.get("options", {})
        if panel["type"] == "stat" and not options.get("reduceOptions", {}).get("calcs"):
            yield f"{_named(panel)}: nothing says which of the values is shown (calcs)"
        if panel["type"] in {"barchart", "timeseries"} and defaults.get("min") is None:
            yield f"{_named(panel)}: bars and lines of counts begin at 0, and no min is set"
        if panel["type"] == "barchart" and not options.get("xField"):
            yield f"{_named(panel)}: no xField"
        steps = [step.get("value") for step in (defaults.get("thresholds") or {}).get("steps", [])]
        if steps and (steps[0] is not None or None in steps[1:] or sorted(steps[1:]) != steps[1:]):
            yield f"{_named(panel)}: its thresholds do not rise from a first one without a figure"


def _queries(board: Board) -> Iterator[str]:
    for panel in shown(board):
        if not panel.get("targets"):
            yield f"{_named(panel)}: asks nothing"
        for target in panel.get("targets", []):
            if (target.get("datasource") or {}).get("type") == CLICKHOUSE:
                yield from (f"{_named(panel)}: {wrong}" for wrong in _query(target, panel["type"]))


def _query(target: Mapping[str, Any], drawing: str) -> Iterator[str]:
    """The keys the plugin reads. `queryType` marks its old model, and so does a version before 4."""
    keys = {"refId", "datasource", "editorType", "format", "pluginVersion", "rawSql"}
    if target.keys() != keys:
        yield f"found the keys {sorted(target)}, expected {sorted(keys)}"
    if target.get("editorType") != "sql" or not str(target.get("pluginVersion", "")).startswith("4."):
        yield "the plugin would take it for a query of its old model"
    if target.get("format") != (0 if drawing == "timeseries" else 1):
        yield f"found format {target.get('format')}, expected 0 for time series and 1 for all else"
    yield from statement(str(target.get("rawSql", "")))


def statement(sql: str) -> Iterator[str]:
    """What is wrong with a statement in a board."""
    for macro in sorted(set(_MACRO.findall(sql)) - MACROS):
        yield f"found the macro {macro}, expected none but {', '.join(sorted(MACROS))}"
    for braced, form, bare, old in _VARIABLE.findall(sql):
        if bare or old or form != "percentencode":
            name = braced or bare or old
            yield f"the variable {name} goes in unescaped; write decodeURLComponent('${{{name}:percentencode}}')"
    if re.search(r"--|/\*", sql):
        yield "holds a comment, which the plugin drops together with what it takes for one"
    if "LIMIT" not in sql:
        yield "has no LIMIT"


def _variables_used(board: Board) -> Iterator[str]:
    """Every variable that is used is there, and the other way round."""
    names = {each["name"] for each in _variables(board)}
    texts = [*_strings(board.get("panels", [])), *_strings([each.get("query") for each in _variables(board)])]
    found = {
        name
        for text in texts
        for groups in _VARIABLE.findall(text)
        for name in (groups[0], *groups[2:])
        if name
    }
    used = {name for name in found if not name.startswith("__")}
    yield from (f"templating: {name} is used and not there" for name in sorted(used - names))
    yield from (f"templating: {name} is there and not used" for name in sorted(names - used))
    for each in _variables(board):
        if each.get("type") == "query":
            yield from (f"variable {each['name']}: {wrong}" for wrong in statement(each["query"]["rawSql"]))


def _links(board: Board) -> Iterator[str]:
    for panel in shown(board):
        for text in _strings(panel):
            if text.startswith(("http", "//")):
                yield f"{_named(panel)}: leads out of here: {text}"
        for url in _urls(panel):
            if not url.startswith(("${console}/", "/d/liangpai-")):
                yield f"{_named(panel)}: found the link {url!r}, expected one into the console or to a board"
            for column, encoded in _FIELD.findall(url):
                if not encoded:
                    yield f"{_named(panel)}: {column} goes into a link unescaped"
                if column not in _columns(panel):
                    yield f"{_named(panel)}: a link names the column {column}, which is none of its own"


def _overrides(board: Board) -> Iterator[str]:
    for panel in shown(board):
        for override in panel.get("fieldConfig", {}).get("overrides", []):
            named = override.get("matcher", {}).get("options")
            if named not in _columns(panel):
                yield f"{_named(panel)}: an override is about {named!r}, which is none of its columns"


def _persons(board: Board) -> Iterator[str]:
    """What names members of staff stands on the board for those entitled, and nowhere else."""
    private = {f"{panel.title_zh} {panel.title_en}" for panel in panels().values() if panel.persons}
    for panel in shown(board):
        if panel.get("title") in private and board.get("uid") != "liangpai-person":
            yield f"{_named(panel)}: names members of staff, and stands on a board for everybody"


RULES: tuple[Rule, ...] = (
    _board, _sources, _ids, _grid, _texts, _drawings, _queries, _variables_used, _links, _overrides, _persons,
)  # fmt: skip


def _named(panel: Mapping[str, Any]) -> str:
    return f"panel {panel.get('id')} ({panel.get('title')})"


def _variables(board: Board) -> Sequence[Mapping[str, Any]]:
    listed: Sequence[Mapping[str, Any]] = (board.get("templating") or {}).get("list", [])
    return listed


def _overridden(panel: Mapping[str, Any], name: str) -> list[Any]:
    overrides = panel.get("fieldConfig", {}).get("overrides", [])
    return [each["value"] for override in overrides for each in override["properties"] if each["id"] == name]


def _columns(panel: Mapping[str, Any]) -> frozenset[str]:
    """The columns of the panel of the catalogue that it was made of; none of Prometheus."""
    by_title = {f"{each.title_zh} {each.title_en}": each for each in panels().values()}
    made_of = by_title.get(str(panel.get("title")))
    return frozenset(made_of.columns) if made_of else frozenset()


def _urls(panel: Mapping[str, Any]) -> Iterator[str]:
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    for links in (panel.get("links", []), defaults.get("links", []), *_overridden(panel, "links")):
        yield from (str(link.get("url")) for link in links)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _strings(each)
