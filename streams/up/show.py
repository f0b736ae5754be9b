"""What a person sees of `up`: headings, tables and one line of progress, in a terminal or in a file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.labels import GRADES
from rules.rule_table import RULES
from rules.tickets import TicketKind, TicketState
from streams.simulation.report import Card, Comparison
from streams.up.people import Demonstrator

_STYLES = {"warning": "cyan", "yellow": "yellow", "red": "red"}
_NUMBERS = ("planted", "found", "missed", "false")
_CHINA = ZoneInfo("Asia/Shanghai")
_WIDTH_OF_A_FILE = 110
_EXAMPLES = 10
_WIDE = 96


def console() -> Console:
    """Standard output: coloured and as wide as the terminal, plain and of one width elsewhere."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH_OF_A_FILE)


def heading(out: Console, text: str) -> None:
    """A line that begins a part."""
    out.print()
    out.rule(Text(text, style="bold"), align="left", characters="─")


def counts(out: Console, rows: Iterable[tuple[str, int]]) -> None:
    """Numbers with what they count."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for what, number in rows:
        table.add_row(f"{number:,}", what)
    out.print(table)


def comparison(out: Console, found: Comparison) -> None:
    """Cards by rule and colour against what was planted, the sums, and what is behind missed and false."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("rule", "规则", *_if_wide(out, "name"), "colour"):
        table.add_column(title, no_wrap=True)
    for title in _NUMBERS:
        table.add_column(title, justify="right")
    for row in found.rows:
        spec = RULES[row.rule_id]
        names = (row.rule_id, spec.name_zh, *_if_wide(out, spec.name_en))
        table.add_row(*names, _colour(row.colour), *(_number(getattr(row, each)) for each in _NUMBERS))
    table.add_section()
    sums = (_number(sum(getattr(row, each) for row in found.rows)) for each in _NUMBERS)
    table.add_row("all", "", *_if_wide(out, ""), "", *sums, style="bold")
    out.print(table)
    _examples(out, "missed", found.missed)
    _examples(out, "false", found.false)


def cards(out: Console, newest: Iterable[Mapping[str, Any]]) -> None:
    """A card a line."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("issued", "colour", "rule", *_if_wide(out, "规则"), "case", "due", "violated", "state"):
        table.add_column(title, no_wrap=True)
    for card in newest:
        table.add_row(
            _minute(card["issued_at"]),
            _colour(card["colour"]),
            card["rule_id"],
            *_if_wide(out, RULES[card["rule_id"]].name_zh),
            card["case_no"],
            str(card["due_date"] or "–")[-5:],
            _minute(card["violated_at"]),
            card["state"],
        )
    out.print(table)


def ratings(out: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Each rate and grade among the ratings that count, with its share; then those left out, by reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("part", "name"):
        table.add_column(title, no_wrap=True)
    for title in ("ratings", "of", "percent"):
        table.add_column(title, justify="right")
    for row in rows:
        of, percent = _of(row)
        table.add_row(row["part"], _grade(row), _number(int(row["numerator"])), of, percent)
    out.print(table)


def funnel(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """A kind of ticket a line: how many are in each state, how many there are, how many ever missed a deadline."""
    states = [state for state in TicketState if any(row["state"] == state for row in rows)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("tickets", no_wrap=True)
    for title in (*states, "all", "overdue"):
        table.add_column(title, justify="right")
    for kind in [kind for kind in TicketKind if any(row["kind"] == kind for row in rows)]:
        table.add_row(kind, *_line_of([row for row in rows if row["kind"] == kind], states))
    table.add_section()
    table.add_row("all", *_line_of(rows, states), style="bold")
    out.print(table)


def counters(out: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """一事一调查: of cards that stand and bad ratings, how many were investigated and so on, and how many lack it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("counter", "of"):
        table.add_column(title, no_wrap=True)
    for title in ("all", "done", "missing", "percent"):
        table.add_column(title, justify="right")
    for row in rows:
        total, done, lacking = (int(row[name]) for name in ("total", "done", "missing"))
        percent = f"{done * 10_000 // total / 100:.2f}" if total else ""
        name = f"{row['counter']} {_COUNTERS[row['counter']]}"
        table.add_row(name, row["kind"], _number(total), _number(done), _number(lacking), percent)
    out.print(table)


_COUNTERS = {
    "investigated": "已调查",
    "held_responsible": "已定责",
    "rectified": "已整改",
    "answered": "已回复",
}


def _line_of(rows: Sequence[Mapping[str, Any]], states: Sequence[str]) -> list[str]:
    counts = Counter[str]()
    for row in rows:
        counts[row["state"]] += int(row["tickets"])
    overdue = sum(int(row["overdue"]) for row in rows)
    return [*(_number(counts[state]) for state in states), _number(counts.total()), _number(overdue)]


def _of(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["percent"] is None:
        return "", ""
    return _number(int(row["denominator"])), f"{float(row['percent']):.2f}"


def _grade(row: Mapping[str, Any]) -> str:
    return " ".join((row["name"], *GRADES[int(row["name"])])) if row["part"] == "grade" else row["name"]


def addresses(out: Console, rows: Iterable[tuple[str, str]]) -> None:
    """What is up, and where."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, where in rows:
        table.add_row(what, Text(where, style="cyan"))
    out.print(table)


def console_of(out: Console, address: str, cast: Sequence[Demonstrator]) -> None:
    """Where the console is, and who can sign in there with which password."""
    heading(out, f"控制台 console: {address}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("工号 staff id", "密码 password", "who"):
        table.add_column(title, no_wrap=True)
    for person in cast:
        table.add_row(Text(person.staff_id, style="cyan"), Text(person.password, style="cyan"), person.does)
    out.print(table)


def commands(out: Console, lines: Iterable[str]) -> None:
    """Commands to copy: each on one line, however narrow the terminal is."""
    for line in lines:
        out.print(Text(line, style="cyan"), soft_wrap=True)


def _examples(out: Console, word: str, which: Sequence[Card]) -> None:
    for card in which[:_EXAMPLES]:
        out.print(f"  {word}: {card.rule_id} {card.colour} {card.state} in case {card.case_no}", style="red")
    if len(which) > _EXAMPLES:
        out.print(f"  … and {len(which) - _EXAMPLES:,} more {word}", style="red")


def _colour(name: str) -> Text:
    return Text(name, style=_STYLES[name])


def _number(value: int) -> str:
    return f"{value:,}" if value else "–"


def _minute(moment: str | None) -> str:
    """`01-05 10:00` in China's time, of an RFC 3339 instant."""
    return "–" if moment is None else f"{datetime.fromisoformat(moment).astimezone(_CHINA):%m-%d %H:%M}"


def _if_wide(out: Console, text: str) -> tuple[str, ...]:
    """One cell where there is room for it, none in a narrow terminal."""
    return (text,) if out.width >= _WIDE else ()
