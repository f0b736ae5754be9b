"""Prints what a new version or notice changes in the cases held: due dates, departments, cards."""

from collections import Counter
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from streams.consoles import say
from streams.foreseen import Foreseen, Moved

SHOWN = 20
"""Of the due dates that move, the first."""


def print_foreseen(console: Console, found: Foreseen) -> None:
    """Tables of what moves, or one line where nothing does."""
    if found.moved:
        console.print(_dates(found.moved))
        if len(found.moved) > SHOWN:
            say(console, f"and {len(found.moved) - SHOWN:,} more due dates")
        console.print(_departments(found.moved))
    say(
        console,
        f"{len(found.moved):,} due dates move, in {found.cases_moved:,} of {found.open:,} open cases; "
        f"{found.settled:,} due dates are provisional no longer",
    )
    if found.cards:
        console.print(_cards(found))
    else:
        say(console, "no card changes its state")


def _dates(moved: list[Moved]) -> Table:
    table = Table("case", "department", "limit", "begun", "due", "→", title="Due dates", title_justify="left")
    for each in sorted(moved)[:SHOWN]:
        start = "" if each.start is None else _day(each.start)
        names = (escape(text) for text in (each.case_no, each.dept_code, each.clock))
        table.add_row(*names, start, _day(each.before), _day(each.after))
    return table


def _departments(moved: list[Moved]) -> Table:
    table = Table("department", "cases", "due dates", "later", "earlier", title_justify="left")
    dates = Counter(each.dept_code for each in moved)
    for dept, number in sorted(dates.items()):
        mine = [each for each in moved if each.dept_code == dept]
        later = sum(each.after > each.before for each in mine)
        cases = len({each.case_no for each in mine})
        table.add_row(escape(dept) or "–", f"{cases:,}", f"{number:,}", f"{later:,}", f"{number - later:,}")
    return table


def _cards(found: Foreseen) -> Table:
    table = Table("rule", "colour", "state", "→", "cards", title="Cards", title_justify="left")
    for (rule_id, colour, before, after), number in sorted(found.cards.items()):
        table.add_row(rule_id, colour, before or "–", after, f"{number:,}")
    return table


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()
