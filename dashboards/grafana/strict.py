"""Whether a board's JSON is what Grafana's own types say: every key known at every depth, every value of its type.

The SDK's classes read leniently and keep lists as they come, so their type hints are walked here, and the board is read
and written again: it must come back the same.
"""

import inspect
import json
import re
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import barchart, dashboard, stat, table, timeseries

_KEY = re.compile(r'"(\w+)"(?:: |\] = )self\.(\w+)')
"""How the SDK writes a key: `"type": self.type_val` or `payload["id"] = self.id_val`."""
DRAWINGS: Mapping[str, Any] = {"stat": stat, "table": table, "barchart": barchart, "timeseries": timeseries}
PROPERTIES = frozenset(
    {"displayName", "unit", "mappings", "links", "color", "decimals", "noValue", "thresholds"}
)
"""What an override may set, beside `custom.…` of the drawing: the SDK leaves these untyped."""


def problems(board: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong, each with its place."""
    yield from _of_type(board, dashboard.Dashboard, "")
    for index, panel in enumerate(board.get("panels", [])):
        if panel.get("type") != "row":
            yield from _drawing(panel, f"/panels/{index}")
    yield from _round_trip(board)


def _drawing(panel: Mapping[str, Any], where: str) -> Iterator[str]:
    """What depends on how the panel is drawn, which the SDK has no type of: options, custom fields, overrides."""
    drawing = DRAWINGS.get(panel.get("type", ""))
    if drawing is None:
        yield f"{where}/type: found {panel.get('type')!r}, expected one of {sorted(DRAWINGS)}"
        return
    yield from _of_type(panel.get("options", {}), drawing.Options, f"{where}/options")
    fields = panel.get("fieldConfig", {})
    own = getattr(drawing, "FieldConfig", None)
    custom = fields.get("defaults", {}).get("custom")
    if custom is not None and own is not None:
        yield from _of_type(custom, own, f"{where}/fieldConfig/defaults/custom")
    elif custom:
        yield f"{where}/fieldConfig/defaults/custom: found {sorted(custom)}, expected nothing for {panel['type']}"
    known = PROPERTIES | {f"custom.{key}" for key in (_keys(own) if own else ())}
    for at, override in enumerate(fields.get("overrides", [])):
        for each in override.get("properties", []):
            if each.get("id") not in known:
                yield f"{where}/fieldConfig/overrides/{at}: found the property {each.get('id')!r}, which is none"


def _round_trip(board: Mapping[str, Any]) -> Iterator[str]:
    plugins.register_default_plugins()
    try:
        again = json.loads(json.dumps(dashboard.Dashboard.from_json(dict(board)), cls=JSONEncoder))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        yield f"/: the SDK cannot read it: {error!r}"
        return
    if again != board:
        yield "/: read and written again it is another board"


def _of_type(value: Any, kind: Any, where: str) -> Iterator[str]:
    origin = get_origin(kind)
    if kind in (Any, object) or kind is Dataquery:
        return
    if origin in (Union, types.UnionType):
        yield from _of_any(value, get_args(kind), where)
    elif origin is Literal:
        if value not in get_args(kind):
            yield f"{where}: found {value!r}, expected one of {list(get_args(kind))}"
    elif origin in (list, dict):
        yield from _of_many(value, kind, where)
    elif isinstance(kind, type) and hasattr(kind, "from_json"):
        yield from _of_class(value, kind, where)
    else:
        yield from _plain(value, kind, where)


def _of_any(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[str]:
    """One of several: what is said is what the nearest of them says. A row is no panel that has strange keys."""
    likely = [kind for kind in kinds if kind is not type(None)] if value is not None else list(kinds)
    if isinstance(value, dict) and dashboard.RowPanel in likely:
        likely = [dashboard.RowPanel if value.get("type") == "row" else dashboard.Panel]
    found = [list(_of_type(value, kind, where)) for kind in likely]
    yield from min(found, key=len)


def _of_many(value: Any, kind: Any, where: str) -> Iterator[str]:
    origin, inner = get_origin(kind), get_args(kind)[-1]
    if not isinstance(value, origin):
        yield f"{where}: found {type(value).__name__}, expected {origin.__name__}"
        return
    for key, each in value.items() if origin is dict else enumerate(value):
        yield from _of_type(each, inner, f"{where}/{key}")


def _of_class(value: Any, kind: type, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: found {type(value).__name__}, expected an object ({kind.__name__})"
        return
    keys = _keys(kind)
    for key, each in value.items():
        if key in keys:
            yield from _of_type(each, keys[key], f"{where}/{key}")
        else:
            yield f"{where}/{key}: {kind.__name__} has no such key"


@cache
def _keys(kind: type) -> Mapping[str, Any]:
    """The JSON keys of a class of the SDK with their types, as its writer names them."""
    hints = get_type_hints(kind)
    return {key: hints[name] for key, name in _KEY.findall(inspect.getsource(kind.to_json))}  # type: ignore[attr-defined]


def _plain(value: Any, kind: Any, where: str) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        if value not in {each.value for each in kind}:
            yield f"{where}: found {value!r}, expected one of {[each.value for each in kind]}"
    elif kind is float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield f"{where}: found {value!r}, expected a number"
    elif kind in (int, str, bool, type(None)) and (type(value) is not kind):
        yield f"{where}: found {value!r}, expected {kind.__name__}"
