"""XES event logs (.xes, .xes.gz), parsed as a stream: a row an event, a trace's attributes as `case:NAME`.

Only attributes directly under a trace or an event are columns. A row is found by the ordinal of its event.
"""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError  # types only; parsing is by defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from streams.exits import Misuse
from streams.importing.rows import ENTITIES, Cell, Row, Table

ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})


def xes_table(raw: BinaryIO, name: str) -> Table:
    """Open an XES log. Misuse, while it is read: not XES, damaged, or with a DTD or entities of its own."""
    gzipped = raw.peek(2)[:2] == b"\x1f\x8b" if hasattr(raw, "peek") else False
    return Table(
        columns=None, rows=_guarded(cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if gzipped else raw, name)
    )


def _guarded(stream: BinaryIO, name: str) -> Iterator[Row]:
    try:
        yield from _events(stream, name)
    except DefusedXmlException:
        raise Misuse(f"{name}: {ENTITIES}") from None
    except ParseError as error:
        line, column = error.position
        raise Misuse(f"{name}:{line}:{column + 1}: found damaged XML ({error}), expected XES") from None
    except (OSError, EOFError, zlib.error) as error:
        raise Misuse(f"{name}: found {error}, expected a whole .xes.gz file") from None


def _events(stream: BinaryIO, name: str) -> Iterator[Row]:
    open_elements: list[Element] = []
    trace: dict[str, Cell] = {}
    ordinal = 0
    for happening, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if happening == "start":
            _only_log_at_top(open_elements, element, name)
            open_elements.append(element)
            trace = {} if _tag(element) == "trace" else trace
            continue
        open_elements.pop()
        parent = open_elements[-1] if open_elements else None
        tag = _tag(element)
        if parent is not None and tag in ATTRIBUTES and _tag(parent) == "trace":
            trace[f"case:{element.get('key', '')}"] = element.get("value")
        elif tag == "event":
            ordinal += 1
            yield Row(name, ordinal, {**trace, **_attributes(element)})
        if parent is not None and _tag(parent) in {"trace", "log"}:
            parent.remove(element)  # what was read is let go, or the whole log would stay in memory


def _only_log_at_top(open_elements: list[Element], element: Element, name: str) -> None:
    if not open_elements and _tag(element) != "log":
        raise Misuse(f"{name}: found <{_tag(element)}> as the outermost element, expected <log> of XES")


def _attributes(element: Element) -> dict[str, Cell]:
    return {child.get("key", ""): child.get("value") for child in element if _tag(child) in ATTRIBUTES}


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
