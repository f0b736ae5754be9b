"""Lists of cases as CSV → links: which columns, what is wrong with a row."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from streams.citizen.links import ServiceLink
from streams.exits import Misuse
from streams.instants import parse_instant

REQUIRED = ("case_no", "service_number")
OPTIONAL = ("dept_code", "item_code", "window_no", "staff_id", "region_code", "service_time")
MAX_CELL = 128
"""Characters of one part of a link."""


def service_link(cells: Mapping[str, str], expires: int, where: str) -> ServiceLink:
    """The link that named texts make; empty ones are absent. Raises Misuse, which begins with `where`."""
    said = {name: text.strip() for name, text in cells.items() if text and text.strip()}
    for name in REQUIRED:
        if name not in said:
            raise Misuse(f"{where}: found no {name}, expected one.")
    for name, text in said.items():
        if len(text) > MAX_CELL or not text.isprintable():
            raise Misuse(
                f"{where}: found {text[:20]!r}… as {name}, expected up to {MAX_CELL} printable characters."
            )
    served = said.pop("service_time", None)
    moment = parse_instant(served, f"{where}: service_time") if served else None
    return ServiceLink(
        said["case_no"], said["service_number"], expires, said.get("dept_code"), said.get("item_code"),
        said.get("window_no"), said.get("staff_id"), said.get("region_code"), moment,
    )  # fmt: skip


def links_in(file: Path, expires: int) -> Iterator[ServiceLink]:
    """The links of a CSV with a header row, UTF-8. Raises Misuse naming file, line and column."""
    lines = csv.reader(StringIO(_text(file), newline=""), strict=True)
    try:
        columns = _columns(next(lines, []), file)
        begins = lines.line_num + 1
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _row(columns, cells, expires, f"{file}:{begins}")
            begins = lines.line_num + 1
    except csv.Error as error:
        raise Misuse(f"{file}:{lines.line_num}: found {error}, expected CSV.") from error


def _row(columns: list[str], cells: list[str], expires: int, where: str) -> ServiceLink:
    if len(cells) != len(columns):
        raise Misuse(f"{where}: found {len(cells)} cells, expected {len(columns)} as in the header.")
    return service_link(dict(zip(columns, cells, strict=True)), expires, where)


def _columns(header: list[str], file: Path) -> list[str]:
    names = [name.strip() for name in header]
    strange = [name for name in names if name not in (*REQUIRED, *OPTIONAL)]
    missing = [name for name in REQUIRED if name not in names]
    if strange or missing or len(set(names)) < len(names):
        raise Misuse(
            f"{file}:1: found the columns {', '.join(names) or '(none)'}, expected {', '.join(REQUIRED)} and, each "
            f"once at most, {', '.join(OPTIONAL)}."
        )
    return names


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}; expected a CSV of cases.") from error
    except UnicodeDecodeError as error:
        raise Misuse(f"{file}: found bytes that are not UTF-8 at {error.start}, expected UTF-8.") from error
