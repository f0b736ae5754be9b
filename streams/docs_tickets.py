"""docs/tickets.md: the life of a ticket and its deadlines, from the tables by which the program moves and times it."""

from collections.abc import Iterable

from rules.rule_table import RULES
from rules.ticket_moves import ACTION_NAMES, MOVES, MOVES_OF, UNIT, UNIT_OR_SUPERVISOR, Move
from rules.ticket_terms import CAUSE_CODES, LEVELS, NUMBERS, OVERDUE_CARDS
from rules.tickets import ENDED, LETTERS, TicketKind, TicketState
from streams.docs_cards import table
from streams.ticket_words import CAUSES, DEADLINES, KINDS, STATES

_HEAD = """\
# Tickets 整改单

This page is written by `make docs` from the tables in the program; a change here is lost.
Every yellow or red card that stands and every bad rating is investigated once (一事一调查): it has exactly one ticket,
with one person who answers for it, a finding, a cause, a responsibility and a measure.
What stands on a ticket is in [outputs.md](outputs.md), what counts as a bad rating in [ratings.md](ratings.md).

## What asks for a ticket

"""
_NEEDS = {
    TicketKind.BAD_RATING: "a service with a rating of grade 1 or 2 (`threshold` of R-01), also a late one, which does "
    "not count, and one whose case is not known (yet); not one by default, unverified, or declared invalid; "
    "none where the rulebook has R-01 switched off",
    TicketKind.INVESTIGATION: "a rule class and occasion of which a yellow or red card stands; `card_id` is the "
    "gravest; also the cards of E-01, R-02, R-03 and R-04",
    TicketKind.COMPLAINT: "a `case.complaint_opened`",
    TicketKind.SYSTEMIC: "a finding over many cases that asks for one (R-06)",
}
_IDS = """
The id of a ticket follows from what asks for it, so that the same events lead to the same tickets in any order.
Nothing before `go_live` has a ticket.
A ticket is `void` while nothing asks for it: the card was withdrawn, revoked or superseded away, the rating was
declared invalid, the appeal was granted.
When something asks for it again it returns to the state it had; what fell due meanwhile has its days anew, and nothing
was missed.

## What people do

"""
_ACTING = """
Every action is an event `desk.ticket_<action>` on topic `desk-actions`, with `actor_id`, `ticket_id` and where the
table says so a `reason`.
Which move an action makes follows from what it says.
"""
_WHO = """
What a person may do comes from `staff.csv` of that day, never from the event.
The person rated or carded does nothing with the ticket, whatever their role; where a rating names nobody, that is who
had the case last before it.
The supervising office is another one than the ticket's: `supervisor` and `adjudicator` of its own department are
refused.
Who appealed does not decide on it; that a rating is malicious (恶意差评) takes two adjudicators.
There is no move by which a unit gives a ticket back (不准退单): only a supervisor routes it to another department,
within `wrong_routing_hours` of the first assignment, and its days begin anew there.
Whoever rated by name is contacted before the ticket is verified, handed in or joined to another; the last of
`contact_tries` in vain is as good as a contact.
Nothing is handed in without a cause code, a responsibility and a measure, nothing joined without the first two.
Who gave no name is not visited: the ticket ends with the review.
A refused action changes nothing; its reason is one of those in [cards.md](cards.md#what-people-do).

## Deadlines

All are in working days and end with the day: the due moment is the midnight after, the first instant that is too late.
What passed unmet stands in `overdue` for good.

"""
_FROM = {
    "contact": (
        "`N` of R-02",
        "the day of the rating, whenever the ticket came about; only where it was given by name",
    ),
    "verify": ("`verify`", "the contact, else the assignment"),
    "appeal": ("`appeal`", "the assignment; later an appeal is refused (R-08)"),
    "appeal_decide": ("`appeal_decide`", "the appeal"),
    "rectify": (
        "`simple`, `complex` of R-03, or of the level",
        "the assignment; days under appeal and under review do not count",
    ),
    "review": ("`review`", "what was handed in"),
    "follow_up": ("`follow_up`", "the acceptance; only who rated by name"),
}
_MORE = """
A matter is simple until it is classified as complex, from the same day on.
It is extended once, before its days are over, by `extension` days at most.
Days in which it is under appeal or review are those after the day it stopped up to the day it goes on.
Taken up again (重办) after a visit or a second rating (追评) that contradicts the unit, it has a new round with half
the days, rounded up and at least `reopen_min`, and the head of the unit answers.
Where that second rating is declared invalid or voided, the ticket is what it was before, unless somebody has acted on
it since; in no case is it held against anybody.
A second rating that was given after an appeal had been granted is another word of the citizen and takes the matter up
again; the first one stays out.

R-02, R-03 and R-04 make cards of what was missed; their moments are in [rules.md](rules.md).
The card is answered by who answered for the ticket at that moment.
Late rectification makes cards for tickets of kind {kinds}: of an investigation E-01 tells, of a complaint T-14.

## Settings

In `[tickets]` of [rulebook.toml](rulebook.md):

"""
_LEVELS = """
`unit` is the unit (of units.csv) that answers for tickets nobody else can, those of ratings without a department among
them; without it they wait for a supervisor to assign them.
`overdue_cards` lists the kinds whose late rectification makes cards.
`cause_codes` lists the codes of the office; without it they are:

"""
_HANDLING = """
`[tickets.levels.NAME]` is a level of handling (分级处置): `applies_to` says which matters it is for (grades of ratings,
colours of cards, complaints, systemic matters), `simple` and `complex` the days to rectify, `approves` who reviews
(`supervisor`, or `adjudicator`).
Without levels there are these, with the days of R-03:

"""
_ANSWERS = """
## Who answers

One person of the unit, never the one rated or carded, in the register and not absent that day; the first of:

1. who is on duty for tickets (`duty.csv`, `takes` tickets),
2. who stands in for them: the deputy of the absence, then of the duty list,
3. the head of the unit (`leader_id` in `units.csv`),
4. whoever has the role `leader` or `liaison` there,
5. the same one unit up (`parent`),
6. the same in the unit that `unit` of `[tickets]` names: it also answers where no department is known.

Where there is nobody the ticket stays `opened`, and is looked at again on the first working day on which the registers
may have somebody.
From the day on which the person is absent (`absences.csv`) or has left, the ticket is with their deputy, else with
whoever comes first above; the deadlines stay.
It does not go back by itself.
A supervisor, the head or the person hands it over (`hand_over`) to a member of the unit who is there.
"""

_UNIT_WORDS = "the person who answers, the head, `leader` or `liaison` of the department"
_WHO_WORDS = {UNIT: _UNIT_WORDS, UNIT_OR_SUPERVISOR: f"{_UNIT_WORDS}; `supervisor`"}


def tickets_page() -> str:
    """The whole page as Markdown."""
    return "".join(
        (
            _HEAD,
            _needs_table(),
            _IDS,
            _diagram(),
            "\n",
            table(("state", "状态"), ((f"`{state}`", STATES[state][0]) for state in TicketState)),
            _ACTING,
            "\n",
            _moves_table(),
            _WHO,
            _deadlines_table(),
            _MORE.format(kinds=", ".join(f"`{kind}`" for kind in OVERDUE_CARDS)),
            _settings_table(),
            _LEVELS,
            table(("code", "原因", "cause"), ((f"`{code}`", *CAUSES[code]) for code in CAUSE_CODES)),
            _HANDLING,
            table(("level", "applies to"), ((f"`{name}`", _codes(what)) for name, what in LEVELS.items())),
            _ANSWERS,
        )
    )


def _needs_table() -> str:
    rows = ((f"`{kind}`", KINDS[kind][0], f"`{LETTERS[kind]}-…`", _NEEDS[kind]) for kind in TicketKind)
    return table(("kind", "来源", "id", "one for each"), rows)


def _diagram() -> str:
    """The table of moves as a picture; several moves between two states are one arrow."""
    arrows: dict[tuple[TicketState, TicketState], list[str]] = {}
    for name, move in MOVES.items():
        for start, end in move.leads.items():
            if start is not end:
                arrows.setdefault((start, end), []).append(name)
    lines = ["[*] --> opened: something asks for it", "opened --> assigned: by the duty list"]
    lines += [f"{start} --> {end}: {', '.join(names)}" for (start, end), names in arrows.items()]
    lines += [f"{state} --> reopened: bad second rating" for state in ("submitted", "follow_up", "closed")]
    lines += [f"{state} --> [*]" for state in sorted(ENDED)]
    return "```mermaid\nstateDiagram-v2\n" + "".join(f"    {line}\n" for line in lines) + "```\n"


def _moves_table() -> str:
    rows = (
        (
            f"`{action}` {ACTION_NAMES[action][0]}",
            f"`{name}`",
            MOVES[name].zh,
            _way(MOVES[name]),
            *_asks(action, name),
        )
        for action, names in MOVES_OF.items()
        for name in names
    )
    return table(("action", "move", "做什么", "from → to", "who", "reason"), rows)


def _way(move: Move) -> str:
    """From where to where; states in which it stays are one group."""
    stays = [state for state, end in move.leads.items() if state is end]
    ways = [f"{start} → {end}" for start, end in move.leads.items() if start is not end]
    return "; ".join([", ".join(ways)] * bool(ways) + [f"stays {', '.join(stays)}"] * bool(stays))


def _asks(action: str, name: str) -> tuple[str, str]:
    move = MOVES[name]
    who = _WHO_WORDS.get(move.who, f"`{move.who}`")
    if action == "review":
        who += ", or who approves by the level"
    return who, "needed" if move.reason else "–"


def _deadlines_table() -> str:
    days = {"contact": _parameters("R-02", "N"), "rectify": _parameters("R-03", "simple", "complex")}
    rows = (
        (f"`{name}_due`", zh, said, days.get(name) or str(NUMBERS[name].default), begins)
        for name, (zh, _) in DEADLINES.items()
        for said, begins in (_FROM[name],)
    )
    return table(("deadline", "期限", "setting", "days", "from"), rows)


def _parameters(rule_id: str, *names: str) -> str:
    return ", ".join(str(RULES[rule_id].parameters[name].default) for name in names)


def _settings_table() -> str:
    rows = ((f"`{name}`", str(each.default), each.unit) for name, each in NUMBERS.items())
    return table(("setting", "default", "in"), rows)


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
