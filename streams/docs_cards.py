"""docs/cards.md: the life of a card, drawn from the tables by which the program moves it."""

from collections.abc import Iterable, Sequence

from rules.cards import BY_DATA, FINAL, STANDING, CardState
from rules.desk import MOVES, NAMES, REASON_NEEDED
from rules.entitlement import ROLE_FOR, Refusal
from streams.action_words import WHY

_HEAD = """\
# Cards: what people and the data do with them

This page is written by `make docs` from the tables in the program; a change here is lost.
What stands on a card is in [outputs.md](outputs.md#card).

## What people do

"""
_ACTING = """
Everything people do is an event on topic `desk-actions`, from the console, an API or `liangpai act`.
Its subject is the `subject` that stands on the card, it names the person (`actor_id`), the card (`card_id`) and the
reason.
What a person may do comes from `staff.csv` of the rulebook in force on that day, never from the event.
"""
_WAITING = """
Each action has exactly one outcome on topic `action-outcomes`: `action.done`, or `action.refused` with one of the
reasons below.
An action whose card is not there yet waits for it, ten minutes of stream time, and is then refused.
Outcomes are facts: when the topics are read again from the start, what was done is done and what was refused stays
refused; a revoked occasion stays revoked, whatever arrives later.
A card issued by hand (`card_issue_manual`) starts as proposed, and a second person confirms it.
`found_by` says how it came to light: patrol, video, sampling, complaint or media.
Then it needs evidence, each entry the id of an event of the same subject or something outside by reference and hash,
`REFERENCE#sha256:<64 hex digits>`.
Its subject may be no case at all, such as `finding:2026-17` or `window:430100-12`.
Revoking leaves what the card had superseded superseded, unless the action says `reinstate`.
A filed exemption (`exemptions.csv`) that covers the card is named as a ground; a person decides (E-05), and names
the ground as `exemption` of the revocation, so that what was granted can be listed and published.

"""
_DATA = """
## What the data do

On top of what people did, from any state but revoked and rejected, and back when the cause goes away:

"""
_END = """
Cards in state {standing} count in scores.
A card that takes effect asks for an answer within the days of E-01; warnings and history do not.
What is not answered in time is told to the head of the department by a red card of rule E-01.
"""


def cards_page() -> str:
    """The whole page as Markdown."""
    moves = [(name, start, end) for name, way in MOVES.items() for start, end in way.items()]
    return "".join(
        (
            _HEAD,
            _diagram(moves),
            _ACTING,
            _moves_table(),
            _WAITING,
            table(("reason", "when"), ((f"`{each}`", WHY[each][1]) for each in Refusal)),
            _DATA,
            _data_table(),
            _END.format(standing=", ".join(sorted(STANDING))),
        )
    )


def _diagram(moves: Iterable[tuple[str, CardState, CardState]]) -> str:
    lines = ["[*] --> proposed: confirm mode, by hand", "[*] --> issued: automatic mode"]
    lines += [f"{start} --> {end}: {name}" for name, start, end in moves if start is not end]
    lines += [f"{state} --> [*]" for state in sorted(FINAL)]
    return "```mermaid\nstateDiagram-v2\n" + "".join(f"    {line}\n" for line in lines) + "```\n"


def _moves_table() -> str:
    heads = ("move", "做什么", "from → to", "who", "reason")
    rows = (
        (
            f"`{name}`",
            NAMES[name][0],
            ", ".join(f"{start} → {end}" for start, end in way.items()),
            ROLE_FOR.get(name, "the person who answers, the head, `leader` or `liaison` of the department"),
            "needed" if name in REASON_NEEDED else "–",
        )
        for name, way in MOVES.items()
    )
    return "\n" + table(heads, rows)


def _data_table() -> str:
    heads = ("verdict holds", "a deviation mutes it", "a graver card of class and occasion stands", "state")
    rows = ((*map(_yes, key), state or "the state it had") for key, state in BY_DATA.items())
    return table(heads, rows)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: its heads, then its rows."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
