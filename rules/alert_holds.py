"""Why a receiver is not told yet: a graver card says it, a silence, a declared outage, the hour (domain, alerts).

Each hold has an end or hangs on what stands beside the matter, so nothing is hidden for good, and each says why.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from rules.alerts import AlertKind, Entry, Notice
from rules.matters import Matter
from rules.office import Office
from rules.office_hours import next_open
from rules.routes import Outage, Silence
from rules.routing import names_rule
from rules.rulebook import Colour
from rules.scopes import Condition, covers, parse_scope
from rules.zone import iso_date

FAREWELLS = frozenset({Notice.CLOSED, Notice.WITHDRAWN, Notice.ESCALATED})
"""What is told whatever silences and outages there are: that it is over, and that somebody did not acknowledge."""


class Hold(NamedTuple):
    """Why not now, and when to look again (ms); None: when something changes."""

    reason: str
    until: int | None


@lru_cache(maxsize=4096)
def _conditions(scope: str) -> tuple[Condition, ...]:
    return parse_scope(scope)


def hold_of(matter: Matter | None, entry: Entry, reds: Collection[str], office: Office) -> Hold | None:
    """Why the receiver is not told of the matter at this moment, None where it may be.

    `reds` are the receivers who are told of a red card of the same case.
    """
    if matter is not None and entry.pending not in FAREWELLS:
        if is_milder(matter) and entry.receiver in reds:
            return Hold("同案红牌已通知 / a red card of the case says it", None)
        hold = muted(matter, entry.receiver, office)
        if hold is not None:
            return hold
    if entry.urgent or not entry.office_hours:
        return None
    opens = next_open(office, office.now)
    return Hold("非工作时间 / outside office hours", opens) if opens > office.now else None


def muted(matter: Matter, receiver: str, office: Office) -> Hold | None:
    """The silence or outage that covers the matter for the receiver now; of several the one that lasts longest."""
    register = office.register
    holds = [
        Hold(f"静默 / silence {each.silence} ({each.owner}) … {iso_date(each.expires)}", _end(each, office))
        for each in register.silences
        if each.expires >= office.day and _silences(each, matter, receiver)
    ]
    holds += [
        Hold(f"已申报故障 / outage {each.outage} ({each.owner})", each.ends_at)
        for each in register.outages
        if each.starts_at <= office.now < each.ends_at and hit_by(each, matter)
    ]
    return max(holds, key=lambda hold: hold.until or 0, default=None)


def is_milder(matter: Matter) -> bool:
    """Whether a red card of the same case says it better: a card that is not red."""
    return matter.kind is AlertKind.CARD and matter.colour != Colour.RED


def reds_of(matters: Iterable[tuple[Matter, Iterable[str]]], office: Office) -> frozenset[str]:
    """The receivers who are told of a red card that was issued, and whom no silence or outage keeps from it."""
    return frozenset(
        receiver
        for matter, receivers in matters
        if matter.kind is AlertKind.CARD and matter.colour == Colour.RED and matter.stage == "issued"
        for receiver in receivers
        if matter.over is None and muted(matter, receiver, office) is None
    )


def hit_by(outage: Outage, matter: Matter) -> bool:
    """Whether the outage is about the matter. Of a source in an outage no data are missed in the first place."""
    return bool(outage.scope) and covers(_conditions(outage.scope), matter)


def _end(silence: Silence, office: Office) -> int:
    return office.zone.start_of(silence.expires + 1)


def _silences(silence: Silence, matter: Matter, receiver: str) -> bool:
    if silence.kinds and matter.kind not in silence.kinds:
        return False
    if silence.receivers and receiver.partition("/")[0] not in silence.receivers:
        return False
    if silence.rules and not any(names_rule(each, matter.rule_id or "") for each in silence.rules):
        return False
    return covers(_conditions(silence.scope), matter)
