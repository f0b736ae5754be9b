"""How a command ends when it cannot go on: one sentence for the person, one exit code for the script."""

from collections.abc import Iterable
from signal import Signals
from typing import NoReturn


class Stop(Exception):
    """End the command with `code` after printing `lines` to standard error, one unwrapped line each."""

    code = 1

    def __init__(self, lines: str | Iterable[str]) -> None:
        self.lines = [lines] if isinstance(lines, str) else list(lines)
        super().__init__("\n".join(self.lines))


class Misuse(Stop):
    """Usage or configuration is wrong (exit 2): say what was found, what was expected, where."""

    code = 2


class Unavailable(Stop):
    """A service the command needs is not there (exit 3): name it and the address tried."""

    code = 3


class Barred(Unavailable):
    """The service is there and does not let us in, because a setting is wrong (exit 2).

    Not a Misuse: whoever asked a page for something did nothing wrong, and what they asked for may well be there.
    """

    code = 2


def how_ended(code: int) -> str:
    """How a process ended that we started, by the exit code Python gives: below 0 the signal that killed it."""
    return f"exit code {code}" if code >= 0 else f"signal {Signals(-code).name}"


def never(message: str) -> NoReturn:
    """Fail loudly where the types say this cannot be reached."""
    raise AssertionError(message)
