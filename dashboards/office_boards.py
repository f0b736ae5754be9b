"""The boards of one office: the ones that ship, with the names of its departments, items, regions and staff.

The archive holds codes only, and boards that ship know no office. What is changed is JSON, so no SDK is needed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PLACES = (Path(__file__).parent / "deploy" / "grafana", Path(__file__).parents[1] / "deploy" / "grafana")
"""In a wheel, and in a checkout."""

COLUMN_OF = {"region": "region_code", "department": "dept_code", "item": "item_code", "person": "staff_id"}
"""Variable of a board → the column with its codes."""

_SIGN = re.compile(r"[^\w ]")
Names = Mapping[str, Mapping[str, str]]
"""Column → code → name."""


def shipped() -> Iterator[tuple[Path, str]]:
    """Every file that ships for Grafana, by its path."""
    folder = next(place for place in PLACES if place.is_dir())
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder), file.read_text("utf-8")


def of_office(text: str, names: Names, console: str) -> str:
    """A board with the names of an office, leading to its console."""
    board = json.loads(text)
    for panel in board["panels"]:
        for override in panel.get("fieldConfig", {}).get("overrides", []):
            if known := names.get(override["matcher"]["options"]):
                override["properties"].append({"id": "mappings", "value": [_words(known)]})
    for variable in board["templating"]["list"]:
        if variable["name"] == "console":
            variable["query"] = console
        elif known := names.get(COLUMN_OF.get(variable["name"], "")):
            sql = _labelled(variable["definition"], COLUMN_OF[variable["name"]], known)
            variable["query"]["rawSql"] = variable["definition"] = sql
    return json.dumps(board, ensure_ascii=False, indent=1) + "\n"


def _words(names: Mapping[str, str]) -> dict[str, Any]:
    """The names as Grafana maps values; a `$` would be the beginning of a variable."""
    options = {
        code: {"text": name.replace("$", "＄"), "index": index}
        for index, (code, name) in enumerate(names.items())
    }
    return {"type": "value", "options": options}


def _labelled(sql: str, column: str, names: Mapping[str, str]) -> str:
    """The codes of a variable with a label each: the plugin takes the second column for it."""
    codes = ", ".join(_text(code) for code in names)
    labels = ", ".join(_text(f"{name} {code}") for code, name in names.items())
    code = f"toString({column})"
    label = f"transform({code}, [{codes}], [{labels}], {code})"
    return f"SELECT {code} AS code, {label} AS label FROM ({sql}) LIMIT 10000"  # noqa: S608 - texts are escaped


def _text(text: str) -> str:
    """A text of SQL in which Grafana sees no variable, macro or comment: signs are written as bytes."""
    return f"'{_SIGN.sub(lambda found: _bytes(found.group()), text)}'"


def _bytes(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())
