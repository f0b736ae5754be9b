"""What the columns of panels are called, what their codes mean, where their cells lead: one table for all panels."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from rules.rule_table import RULES

Texts = tuple[str, str]
"""(Chinese, English)."""


class Unit(StrEnum):
    """What a figure counts, or how a day or an instant is told."""

    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    HOURS = "hours"
    SECONDS = "seconds"
    SCORE = "score"
    DATE = "date"
    MOMENT = "moment"


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column's heading, its own unit if it has one, the words of its codes, and the path behind its cells."""

    zh: str
    en: str
    unit: Unit | None = None
    link: str = ""
    values: dict[str, Texts] = {}


@cache
def columns() -> Mapping[str, Column]:
    """Every column of every panel, by its name in the SQL."""
    text = files("dashboards").joinpath("columns.toml").read_text("utf-8")
    read = msgspec.convert(tomllib.loads(text), dict[str, Column])
    rules = {name: (f"{name} {spec.name_zh}", f"{name} {spec.name_en}") for name, spec in RULES.items()}
    return read | {"rule_id": msgspec.structs.replace(read["rule_id"], values=rules)}


def heading(column: str) -> Texts:
    """What a column is called; its own name where the table does not have it."""
    found = columns().get(column)
    return (found.zh, found.en) if found else (column, column)


def word(column: str, code: object) -> Texts:
    """What a code in a column means; the code itself where it is none that the table has."""
    found = columns().get(column)
    plain = str(code)
    return found.values.get(plain, (plain, plain)) if found else (plain, plain)
