"""The mapping file as people write it: which columns of a log become which events. Manual: docs/import.md."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

Scalar = str | int | float | bool


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FileFormat(_Part):
    """`[file]`: how the log is stored; the kind follows from the file's name if it is not said."""

    kind: Literal["csv", "xlsx", "xes", "json"] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1


class Condition(_Part):
    """One test of a column; exactly one of the four."""

    column: str
    equals: Scalar | None = None
    one_of: Annotated[list[Scalar] | None, Field(alias="in")] = None
    matches: str | None = None
    blank: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        tests = [test for test in (self.equals, self.one_of, self.matches, self.blank) if test is not None]
        if len(tests) != 1:
            raise ValueError("exactly one of equals, in, matches, blank")
        return self


class Value(_Part):
    """What fills a data field from the row; exactly one of `column`, `text`, `days_between`."""

    column: str | None = None
    text: str | None = None
    days_between: Annotated[list[str] | None, Field(min_length=2, max_length=2)] = None
    codes: str | None = None
    default: Scalar | None = None
    separator: Annotated[str, Field(min_length=1)] = ";"

    @model_validator(mode="after")
    def _one_origin(self) -> "Value":
        if sum(origin is not None for origin in (self.column, self.text, self.days_between)) != 1:
            raise ValueError("exactly one of column, text, days_between")
        return self


class Constant(_Part):
    """A value that is the same on every row, as written in the file."""

    value: Any

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, raw: object) -> object:
        return {"value": raw}


def _origin(raw: object) -> str:
    return "table" if isinstance(raw, dict) else "constant"


Filling = Annotated[
    Annotated[Value, Tag("table")] | Annotated[Constant, Tag("constant")], Discriminator(_origin)
]
"""A data field is filled from the row where a table is written, with a constant where anything else is."""


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, dict) else raw


class Rule(_Part):
    """`[[row]]`: each row for which every condition holds gives one event."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]
    type: str
    when: Annotated[list[Condition], BeforeValidator(_listed)] = []
    id: str | None = None
    time: str | None = None
    recorded: str | None = None
    data: dict[str, Filling] = {}


class CaseRule(Rule):
    """`[[case]]`: of each case the first or last fitting row, by time, gives one event."""

    at: Literal["first", "last"]


class StateTable(_Part):
    """`[snapshot]`: the log is a table of case states, read again and again; manual: docs/exchange.md."""

    state: str
    codes: str | None = None
    sequence: str | None = None
    taken: str | None = None
    ways: dict[str, list[int]] = {}


class Mapping(_Part):
    """The whole file."""

    source: Annotated[str, Field(min_length=1, max_length=256)]
    subject: str
    zone: str
    time: str
    time_formats: Annotated[list[str], Field(min_length=1)] = ["iso"]
    recorded: str | None = None
    blanks: list[str] = []
    optional_columns: list[str] = []
    dead_letters: bool = False
    file: FileFormat = FileFormat()
    snapshot: StateTable | None = None
    codes: dict[str, dict[str, Scalar]] = {}
    row: list[Rule] = []
    case: list[CaseRule] = []
