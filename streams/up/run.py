"""`liangpai up` from beginning to end: what is started, shown, waited for, and the exit code."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from streams.archive_client import ArchiveClient
from streams.privacy import Key
from streams.rulebook_folder import shipped_rulebook
from streams.up import show
from streams.up.city import make_city, places_in
from streams.up.demo import demonstrate
from streams.up.home import emptied, occupied
from streams.up.interrupts import Interrupts
from streams.up.leftovers import fresh_prefix
from streams.up.people import Demonstrator, busiest, let_in_supervisors, let_in_unit
from streams.up.stack import Plan, Stack, running
from streams.up.tether import stop_left

INTERRUPTED = 130
_PAUSE = 1.0


def run_until_stopped(home: Path, workers: int, rulebook: Path | None) -> int:
    """Start everything on the data of last time and stay up until Ctrl-C: exit code 0."""
    out, interrupts = show.console(), Interrupts()
    with occupied(home) as folder, _ending_on_signals(interrupts, out):
        dsn = os.environ.get("CLICKHOUSE_DSN") or _embedded(folder)
        plan = Plan(folder, rulebook or shipped_rulebook(), dsn, _key_file(folder), workers=workers)
        with running(plan, interrupts, _say(out)) as stack:
            _stay(stack, out)
    return 0


def run_demo(home: Path, workers: int, cases: int, *, stay: bool) -> int:
    """Show a simulated city: 0 if all that was planted was found and nothing else, 1 if not, 130 if interrupted."""
    out, interrupts, code = show.console(), Interrupts(), INTERRUPTED
    with occupied(home) as folder, _ending_on_signals(interrupts, out):
        stop_left(folder, _say(out))
        room = emptied(folder / "demo")
        show.heading(out, f"A city of {cases:,} cases")
        truth = make_city(room, cases, out)
        show.heading(out, "Starting")
        rulebook, key_file = places_in(room).rulebook, _key_file(folder)
        users = room / "users.json"
        cast = let_in_supervisors(users)
        plan = Plan(folder, rulebook, _embedded(room), key_file, fresh_prefix(), workers, users)
        with running(plan, interrupts, _say(out)) as stack:
            show.console_of(out, stack.console, cast)
            code = 0 if demonstrate(stack, room, truth, out) else 1
            if stay:
                show.console_of(out, stack.console, [*cast, *_unit_with_most_to_do(stack, users)])
                _stay(stack, out)
            else:
                _show_addresses(stack, out, "What was up until now (make up keeps it)")
    return code


@contextmanager
def _ending_on_signals(interrupts: Interrupts, out: Console) -> Iterator[None]:
    """A signal ends the block; by then what the block started is stopped."""
    with interrupts.heard():
        try:
            yield
        except KeyboardInterrupt:
            out.print("Stopped: everything that was started here, and nothing else.")


def _stay(stack: Stack, out: Console) -> None:
    _show_addresses(stack, out, "What is up; Ctrl-C stops it")
    show.heading(out, "What to do next (FILE: events, one a line; CASE: a case number or card id)")
    show.commands(out, stack.commands())
    while True:
        stack.check()
        time.sleep(_PAUSE)


def _unit_with_most_to_do(stack: Stack, users: Path) -> list[Demonstrator]:
    with ArchiveClient(stack.plan.dsn, stack.sink.http, token_file=stack.plan.token_file) as archive:
        unit = busiest(archive.run("open_tickets"))
    return let_in_unit(users, unit) if unit is not None else []


def _show_addresses(stack: Stack, out: Console, title: str) -> None:
    show.heading(out, title)
    show.addresses(out, [*stack.addresses(), ("logs", f"{stack.plan.home}/logs")])


def _say(out: Console) -> Callable[[str], None]:
    return lambda sentence: out.print(sentence, soft_wrap=True)


def _embedded(folder: Path) -> str:
    return f"chdb://{folder / 'clickhouse'}"


def _key_file(home: Path) -> Path:
    file = home / "key"
    if not file.exists():
        Key.make(file)
    return file
