"""Who is told of a matter, and why: a walk down the tree of routes, from the top, left to right. Pure.

A row that takes the matter asks the rows below it; where none of them takes it, the row itself sends. The first row of
a level that takes it is the last one asked there, unless it says `go_on`. Of two rows that send to one receiver the
first counts. Whatever the rows say, discipline inspection gets referrals only.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rules.alerts import AlertKind
from rules.matters import Matter
from rules.routes import DEPARTMENT, DISCIPLINE, Receiver, Route
from rules.rulebook import Rulebook
from rules.zone import Zone

PATH = " › "


class Routed(NamedTuple):
    """One receiver of a matter: which (`receiver`, for the head of a department with its code), who acknowledges, by
    which route and why, how it is told."""

    receiver: str
    unit: str
    dept_code: str | None
    route: str
    reason: str
    urgent: bool
    ack_hours: int | None
    repeat_hours: int | None
    group: str
    office_hours: bool


class Step(NamedTuple):
    """One row that was asked: `failed` is the matcher that did not fit, empty where the row takes the matter."""

    path: str
    failed: str


class Routing(NamedTuple):
    """All receivers, each once; a sentence for each that a row names and that is left out; the rows asked."""

    routed: list[Routed]
    left_out: list[str]
    steps: list[Step]

    @property
    def unreached(self) -> str | None:
        """Why nobody gets it; None where somebody does."""
        if self.routed:
            return None
        return "；".join(self.left_out) or "没有路由接收 / no route takes it"


def names_rule(pattern: str, rule_id: str) -> bool:
    """Whether a rule of a route, such as T-04 or T-*, means this rule."""
    return rule_id.startswith(pattern[:-1]) if pattern.endswith("*") else rule_id == pattern


def route(matter: Matter, register: Rulebook, day: str) -> Routing:
    """The receivers of a matter by the routes of a rulebook; `day` (YYYY-MM-DD) is for grouping by day."""
    routing = Routing([], [], [])
    _walk(register.routes, matter, register, (), day, routing)
    return routing


def above(receiver: Receiver, register: Rulebook) -> Receiver | None:
    """Who is told when a receiver does not acknowledge."""
    return register.receivers.get(receiver.above or "")


def key_of(receiver: Receiver, matter: Matter) -> str | None:
    """The name under which a receiver gets the matter; None for the department of a matter that has none."""
    if receiver.unit != DEPARTMENT:
        return receiver.receiver
    return f"{receiver.receiver}/{matter.dept_code}" if matter.dept_code else None


def may_have(receiver: Receiver, matter: Matter) -> bool:
    """Discipline inspection has nothing but referrals."""
    return receiver.unit != DISCIPLINE or matter.kind is AlertKind.REFERRAL


def today(zone: Zone, now: int) -> str:
    """The business day of an instant, for grouping."""
    return zone.iso(now)[:10]


def _walk(
    rows: Sequence[Route],
    matter: Matter,
    register: Rulebook,
    path: tuple[Route, ...],
    day: str,
    routing: Routing,
) -> bool:
    """Whether any of the rows took the matter."""
    taken = False
    for row in rows:
        failed = _mismatch(row, matter, register)
        here = (*path, row)
        routing.steps.append(Step(PATH.join(each.route for each in here), failed))
        if failed:
            continue
        taken = True
        if not _walk(row.children, matter, register, here, day, routing):
            _send(row, here, matter, register, day, routing)
        if not row.go_on:
            break
    return taken


def _mismatch(row: Route, matter: Matter, register: Rulebook) -> str:
    """The first matcher of the row that does not fit, empty where all do."""
    return next((name for name, fits in _fits(row, matter, register) if not fits), "")


def _fits(row: Route, matter: Matter, register: Rulebook) -> Iterator[tuple[str, bool]]:
    """The matchers that the row has, each with whether it fits."""
    plain = (
        ("kinds", row.kinds, matter.kind),
        ("stages", row.stages, matter.stage),
        ("colours", row.colours, matter.colour),
        ("depts", row.depts, matter.dept_code),
        ("items", row.items, matter.item_code),
    )
    for name, allowed, value in plain:
        if allowed:
            yield name, value in allowed
    if row.rules:
        yield "rules", any(names_rule(pattern, matter.rule_id or "") for pattern in row.rules)
    if row.regions:
        chain = register.region_and_parents(matter.region_code) if matter.region_code else ()
        yield "regions", not row.regions.isdisjoint(chain)


def _send(
    row: Route, path: tuple[Route, ...], matter: Matter, register: Rulebook, day: str, routing: Routing
) -> None:
    reason = _reason(path, matter, register)
    there = {each.receiver for each in routing.routed}
    for name in row.receivers:
        receiver = register.receivers[name]
        key = key_of(receiver, matter)
        if not may_have(receiver, matter):
            routing.left_out.append(f"{name}: 未经人工确认，不送纪检监察 / not confirmed by a person")
        elif key is None:
            routing.left_out.append(f"{name}: 没有责任部门 / no department")
        elif key not in there:
            there.add(key)
            routing.routed.append(
                Routed(
                    key,
                    receiver.unit,
                    matter.dept_code if receiver.unit == DEPARTMENT else receiver.dept_code,
                    row.route,
                    reason,
                    row.urgent,
                    row.ack_hours,
                    row.repeat_hours,
                    _group(row, matter, day),
                    receiver.office_hours,
                )
            )


def _reason(path: tuple[Route, ...], matter: Matter, register: Rulebook) -> str:
    """The route, and what of the matter it asks for."""
    values = {
        "kinds": matter.kind,
        "stages": matter.stage,
        "colours": matter.colour,
        "depts": matter.dept_code,
        "items": matter.item_code,
        "rules": matter.rule_id,
        "regions": matter.region_code,
    }
    asked = {name for each in path for name, _ in _fits(each, matter, register)}
    told = ", ".join(f"{name}={values[name]}" for name in values if name in asked)
    names = PATH.join(each.route for each in path)
    return f"路由 / route {names}" + (f": {told}" if told else "")


def _group(row: Route, matter: Matter, day: str) -> str:
    """Equal for what may be told in one message; without grouping each alert is its own."""
    values = {
        "case": matter.case_no,
        "dept": matter.dept_code,
        "region": matter.region_code,
        "item": matter.item_code,
        "rule": matter.rule_id,
        "day": day,
    }
    if not row.group:
        return matter.alert_id
    return " ".join((row.route, *(f"{name}={values[name] or ''}" for name in row.group)))
