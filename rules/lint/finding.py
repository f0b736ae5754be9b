"""One thing the lint found, and where: the table, the row by its key, the column."""

from dataclasses import dataclass

from rules.rulebook import Item, Stage


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity: `table` without its ending, `key` the values that name one row of it, `column`.

    The key of a row is that of its table (items: item_code, version; stages: these and stage_code …); where rows are
    told apart by the time they are valid (staff, posts) it is what they are about, then `valid_from` as an ordinal.
    """

    code: str
    table: str
    key: tuple[str | int, ...]
    column: str
    sentence: str


def of_item(item: Item, code: str, column: str, sentence: str) -> Finding:
    """A finding about a row of items.csv, named in its sentence."""
    return Finding(code, "items", (item.item_code, item.version), column, f"{named(item)} {sentence}")


def of_stage(item: Item, stage: Stage, code: str, column: str, sentence: str) -> Finding:
    """A finding about a row of stages.csv, named in its sentence by item and stage."""
    key = (item.item_code, item.version, stage.stage_code)
    return Finding(code, "stages", key, column, f"{named(item)} {sentence}")


def named(item: Item) -> str:
    """An item version as sentences name it."""
    return f"item {item.item_code} version {item.version}"
