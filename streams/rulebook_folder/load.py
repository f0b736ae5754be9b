"""Loads a rulebook: a folder, a workbook, or files held in memory. All mistakes at once, nothing half
loaded.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rules.calendar import Calendar, Notice
from rules.rulebook import Rulebook
from streams.calendar_source import built_in_calendar, calendar_of
from streams.exits import Misuse
from streams.mistakes import Mistakes
from streams.rulebook_folder.alert_checks import check_alerts
from streams.rulebook_folder.build import build_rulebook
from streams.rulebook_folder.consistency import check_circles, check_references, check_rows
from streams.rulebook_folder.folder import FolderSource, read_files, unknown_tables
from streams.rulebook_folder.head import read_head
from streams.rulebook_folder.raw import RawHead, Source
from streams.rulebook_folder.table_specs import SPECS
from streams.rulebook_folder.tables import Table, read_table
from streams.rulebook_folder.ticket_settings import check_unit
from streams.rulebook_folder.workbook import open_workbook


@dataclass(frozen=True, slots=True)
class LoadedRulebook:
    """One version of a rulebook, the calendar it brings (or the built-in one), and the files it was loaded
    from.

    `tables` and `head` are what the values were made of, with lines and columns, for those who have to
    point at them; `strangers` are tables beside it that no rulebook has.
    """

    rulebook: Rulebook
    calendar: Calendar
    files: Mapping[str, bytes]
    own_calendar: bool
    head: RawHead = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedRulebooks:
    """Several versions in order of `valid_from`, and the calendar that holds for all."""

    versions: tuple[LoadedRulebook, ...]
    calendar: Calendar

    @property
    def rulebooks(self) -> tuple[Rulebook, ...]:
        """The versions' values."""
        return tuple(version.rulebook for version in self.versions)


def load_rulebook(path: Path) -> LoadedRulebook:
    """The rulebook of a folder or an .xlsx workbook; Misuse with a line for every mistake."""
    return load_rulebooks([path]).versions[0]


def load_rulebooks(paths: Sequence[Path]) -> LoadedRulebooks:
    """Several versions, one folder or workbook each; Misuse with every mistake of all of them.

    Two with one `valid_from` are a mistake. The calendar is that of the newest version that brings one.
    """
    if not paths:
        raise Misuse("found no rulebook, expected at least one folder or workbook (--rulebook DIR)")
    mistakes = Mistakes()
    found = [_read(str(path), read_files(path), mistakes, unknown_tables(path)) for path in paths]
    kept = [version for version in found if version is not None]
    _check_versions(kept, mistakes)
    mistakes.stop_if_any()
    return in_order(kept)


def load_files(name: str, files: Mapping[str, bytes]) -> LoadedRulebook:
    """The rulebook of files held in memory, by their names in the folder; `name` is put before them in
    messages.
    """
    mistakes = Mistakes()
    loaded = _read(name, files, mistakes, [])
    mistakes.stop_if_any()
    if loaded is None:
        raise Misuse(f"found no rulebook in {name}, expected rulebook.toml and items.csv")
    return loaded


def in_order(versions: Sequence[LoadedRulebook]) -> LoadedRulebooks:
    """Versions by `valid_from`, with the calendar of the newest that brings one, else the built-in one."""
    ordered = tuple(sorted(versions, key=lambda version: version.rulebook.valid_from))
    own = [version.calendar for version in ordered if version.own_calendar]
    return LoadedRulebooks(ordered, own[-1] if own else built_in_calendar())


def hash_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and bytes of all files; the same wherever they lie."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _read(
    name: str, files: Mapping[str, bytes], mistakes: Mistakes, strangers: Sequence[str]
) -> LoadedRulebook | None:
    before = len(mistakes)
    source = open_source(name, files, mistakes)
    if source is None:
        return None
    raw_head = source.head(mistakes)
    head = read_head(raw_head, mistakes) if raw_head is not None else None
    tables = _read_tables(source, mistakes)
    notices = source.notices(mistakes)
    if raw_head is not None and head is not None:
        check_unit(raw_head, head.tickets, tables, mistakes)
    if len(mistakes) > before or head is None or raw_head is None:
        return None
    return LoadedRulebook(
        rulebook=build_rulebook(head, tables, hash_files(files)),
        calendar=_calendar(notices, head.name),
        files=dict(files),
        own_calendar=notices is not None,
        head=raw_head,
        tables=tables,
        strangers=(*strangers, *source.strangers()),
    )


def _calendar(notices: list[Notice] | None, name: str) -> Calendar:
    return built_in_calendar() if notices is None else calendar_of(notices, f"notices of {name}")


def open_source(name: str, files: Mapping[str, bytes], mistakes: Mistakes) -> Source | None:
    """What holds these files: a workbook where the only one is that, else a folder.

    None, and a mistake, where a workbook cannot be read.
    """
    if len(files) == 1 and next(iter(files)).lower().endswith(".xlsx"):
        return open_workbook(name, next(iter(files.values())), mistakes)
    return FolderSource(name, files)


def _read_tables(source: Source, mistakes: Mistakes) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    unreadable: list[str] = []
    for name, spec in SPECS.items():
        raw = source.table(name, mistakes) if source.holds(name) else None
        if raw is not None:
            tables[name] = read_table(raw, spec, mistakes)
        elif source.holds(name) or name == "items":
            unreadable.append(name)
    if not source.holds("items"):
        mistakes.add(source.label("items"), 1, 1, "no such file", "the catalogue of items")
    check_rows(tables, mistakes)
    check_references(tables, unreadable, mistakes)
    check_circles(tables, mistakes)
    check_alerts(tables, mistakes)
    return tables


def _check_versions(versions: Sequence[LoadedRulebook], mistakes: Mistakes) -> None:
    first: dict[int, LoadedRulebook] = {}
    for version in versions:
        day = version.rulebook.valid_from
        earlier = first.setdefault(day, version)
        if earlier is not version:
            line, column = version.head.places.get(("valid_from",), (1, 1))
            found = f"valid_from {date.fromordinal(day)}, as in {earlier.head.label}"
            mistakes.add(version.head.label, line, column, found, "a day of its own for each version")
