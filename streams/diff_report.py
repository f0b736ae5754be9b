"""What a dry run found, as tables for a person and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from rules.differences import PROPOSED, Difference, Kind, Place, Seen
from rules.rule_table import RULES
from rules.rulebook import Colour, Rulebook
from rules.zone import zone
from streams.diffing import Comparison

ROWS_SHOWN = 40
"""Rows of the table by office and rule, those with most differences; all of them are in the JSON."""

COLOURS = (*(colour.value for colour in Colour), PROPOSED)
COUNTED = {
    **{colour.value: f"{colour.value} cards" for colour in Colour},
    PROPOSED: "waiting for confirmation",
}


def show(found: Comparison, before: Rulebook, after: Rulebook, console: Console) -> None:
    """Print both rulebooks, the counts of cards by both, the differences by office and rule, and examples."""
    console.print(f"A: {_title(before)}\nB: {_title(after)}", highlight=False, markup=False)
    console.print(_sentence(found, before), highlight=False)
    console.print(_colours(found))
    if not found.differences:
        console.print("Both rulebooks end in the same cards.")
        return
    rows = _rows(found, before, after)
    console.print(_table("rule", [("rule", ""), *_by_rule(found)]))
    console.print(_table("office and rule", [("office", "rule", ""), *map(_cells, rows[:ROWS_SHOWN])]))
    if len(rows) > ROWS_SHOWN:
        console.print(f"and {len(rows) - ROWS_SHOWN:,} more offices and rules, see --json", highlight=False)
    for line in _examples(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def as_json(found: Comparison, before: Rulebook, after: Rulebook) -> dict[str, Any]:
    """The same as plain values, with every row."""
    kinds: Counter[str] = Counter()
    for (_, _, kind), number in found.kinds.items():
        kinds[kind] += number
    return {
        "before": _book(before),
        "after": _book(after),
        "records": found.records,
        "dead_letters": _dead(found),
        "cases": found.cases,
        "until": None if found.until is None else zone(before.zone).iso(found.until),
        "cards": {"before": _by_colour(found.before), "after": _by_colour(found.after)},
        "differences": found.differences,
        "kinds": {kind.value: kinds[kind] for kind in Kind},
        "rows": _rows(found, before, after),
        "examples": [difference_json(each) for key in sorted(found.examples) for each in found.examples[key]],
    }


def difference_json(difference: Difference) -> dict[str, Any]:
    """One difference as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(difference)
    return plain


def _title(book: Rulebook) -> str:
    return f"{book.name} version {book.version}, hash {book.rulebook_hash[:16]}"


def _book(book: Rulebook) -> dict[str, str]:
    return {"name": book.name, "version": book.version, "hash": book.rulebook_hash}


def _dead(found: Comparison) -> int:
    return sum(number for name, number in found.outcomes.items() if name.startswith("dead_lettered"))


def _sentence(found: Comparison, book: Rulebook) -> str:
    until = "" if found.until is None else f", as of {zone(book.zone).wall(found.until)}"
    dead = f" ({_dead(found):,} could not be read as events)" if _dead(found) else ""
    return (
        f"{found.records:,} records{dead} of {found.cases:,} cases{until}: {found.differences:,} cards differ"
    )


def _by_colour(places: Mapping[Place, int]) -> dict[str, int]:
    counts = Counter(dict.fromkeys(COLOURS, 0))
    for (_, _, colour), number in places.items():
        counts[colour] += number
    return dict(counts)


def _colours(found: Comparison) -> Table:
    table = Table("cards that stand", "A", "B", "B − A", title="All offices", title_justify="left")
    before, after = _by_colour(found.before), _by_colour(found.after)
    for colour in COLOURS:
        one, two = before[colour], after[colour]
        table.add_row(COUNTED[colour], f"{one:,}", f"{two:,}", f"{two - one:+,}" if two != one else "0")
    return table


def _rows(found: Comparison, before: Rulebook, after: Rulebook) -> list[dict[str, Any]]:
    """One row an office and rule that has differences, those with most first."""
    places = sorted({(dept, rule_id) for dept, rule_id, _ in found.kinds})
    rows = [_row(found, dept, rule_id, before, after) for dept, rule_id in places]
    return sorted(rows, key=lambda row: -sum(row[kind.value] for kind in Kind))


def _row(found: Comparison, dept: str, rule_id: str, before: Rulebook, after: Rulebook) -> dict[str, Any]:
    return {
        "dept_code": dept or None,
        "office": _office(dept, before, after),
        "rule_id": rule_id,
        "rule": RULES[rule_id].name_zh,
        "before": {colour: found.before[dept, rule_id, colour] for colour in COLOURS},
        "after": {colour: found.after[dept, rule_id, colour] for colour in COLOURS},
        **{kind.value: found.kinds[dept, rule_id, kind] for kind in Kind},
    }


def _office(dept: str, before: Rulebook, after: Rulebook) -> str | None:
    unit = after.units.get(dept) or before.units.get(dept)
    return unit.name if unit else None


Cells = tuple[str, ...]


def _table(by: str, rows: list[Cells]) -> Table:
    """The first row are the heads of what stands before the numbers."""
    heads, *cells = rows
    numbers = ("A stand", "B stand", *(kind.value for kind in Kind))
    table = Table(*heads, *numbers, title=f"Differences by {by}", title_justify="left")
    for row in cells:
        table.add_row(*row)
    return table


def _by_rule(found: Comparison) -> list[Cells]:
    """The rules with differences, all offices together."""
    sums: dict[str, Counter[str]] = {rule_id: Counter() for _, rule_id, _ in sorted(found.kinds)}
    for (_, rule_id, kind), number in found.kinds.items():
        sums[rule_id][kind] += number
    for name, places in (("before", found.before), ("after", found.after)):
        for (_, rule_id, colour), number in places.items():
            if rule_id in sums and colour != PROPOSED:
                sums[rule_id][name] += number
    return [
        (rule_id, RULES[rule_id].name_zh, *(_number(total[name]) for name in _NUMBERS))
        for rule_id, total in sorted(sums.items())
    ]


_NUMBERS = ("before", "after", *(kind.value for kind in Kind))


def _cells(row: dict[str, Any]) -> Cells:
    office = " ".join(filter(None, (row["dept_code"] or "not known", row["office"])))
    numbers = (_standing(row["before"]), _standing(row["after"]), *(row[kind.value] for kind in Kind))
    return (office, row["rule_id"], row["rule"], *map(_number, numbers))


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _standing(colours: Mapping[str, int]) -> int:
    return sum(number for colour, number in colours.items() if colour != PROPOSED)


def _examples(found: Comparison) -> Iterator[str]:
    yield ""
    yield "Examples:"
    for key in sorted(found.examples):
        for each in found.examples[key]:
            yield f"  {each.rule_id} {each.kind.value}, case {each.case_no}: {_change(each)}"


def _change(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before is None or after is None:
        only = before or after
        return _said(only) if only else ""
    return "; ".join(
        f"{name.replace('_', ' ')} {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
        for name in difference.changed
    )


def _said(seen: Seen) -> str:
    due = f", due {seen.due_date}" if seen.due_date else ""
    return f"{seen.colour}, {seen.state.value}{due}, true since {_shown(seen.violated_at)}"


def _shown(value: object) -> str:
    """Instants to the minute, as the wall clock shows them."""
    if isinstance(value, str) and value[10:11] == "T":
        return f"{value[:10]} {value[11:16]}"
    return "none" if value is None else str(value)
