"""Who would be told of what at a moment, and why: routing without sending, for those who write routes."""

from collections.abc import Sequence
from typing import NamedTuple

from rules.alert_holds import Hold, hold_of, reds_of
from rules.alerts import Entry, Notice
from rules.matters import Matter
from rules.office import Office
from rules.office_hours import after_hours
from rules.routing import Routed, Routing, route, today


class Foretold(NamedTuple):
    """One receiver: `hold` is why it would not be told at once; the acknowledgement is due counted from `told_at`."""

    routed: Routed
    hold: Hold | None
    told_at: int | None
    ack_due: int | None


class Foretelling(NamedTuple):
    """What would become of a matter; of one that is over nobody is told."""

    matter: Matter
    routing: Routing
    receivers: list[Foretold]


def foretell(matters: Sequence[Matter], office: Office) -> list[Foretelling]:
    """Each matter with its receivers, as if all were news at the moment of `office`; they may be of several cases."""
    day = today(office.zone, office.now)
    routings = [
        route(matter, office.register, day) if matter.over is None else Routing([], [], [])
        for matter in matters
    ]
    told = []
    for matter, routing in zip(matters, routings, strict=True):
        case = [
            (other, [each.receiver for each in of.routed])
            for other, of in zip(matters, routings, strict=True)
            if other.case_no == matter.case_no
        ]
        reds = reds_of(case, office)
        receivers = [_foretold(each, matter, reds, office) for each in routing.routed]
        told.append(Foretelling(matter, routing, receivers))
    return told


def _foretold(routed: Routed, matter: Matter, reds: frozenset[str], office: Office) -> Foretold:
    hold = hold_of(matter, Entry(*routed, *matter.level, pending=Notice.NEW), reds, office)
    at = office.now if hold is None else hold.until
    if at is None or routed.ack_hours is None:
        return Foretold(routed, hold, at, None)
    return Foretold(routed, hold, at, after_hours(office, at, routed.ack_hours, urgent=routed.urgent))
