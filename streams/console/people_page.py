"""The people of the register: for HR with the way to their last score, for an administrator with who may sign in."""

import asyncio
from datetime import date

from fastapi import APIRouter, Request, Response

from dashboards.console.models import Choice, Line
from rules.assessment.periods import Month
from rules.entitlement import ADMINISTRATOR, HR
from rules.rulebook import StaffMember
from rules.zone import iso_date
from streams.console.console import Console
from streams.console.lists import chosen, sliced
from streams.console.visit import Visit, visit_of
from streams.people.users import User

_HEADS = (
    ("单位", "unit"), ("工号", "staff id"), ("姓名", "name"), ("岗位", "post"), ("用工形式", "employment"),
    ("角色", "roles"), ("任职自", "since"),
)  # fmt: skip
_SIGNS_IN = ("登录", "signs in")


def add_people(router: APIRouter, console: Console) -> None:
    """The list, as the register stands today."""

    @router.get("/console/people")
    async def people(request: Request) -> Response:
        visit = await visit_of(console, request, "people")
        users = await _users(console) if visit.viewer.has(ADMINISTRATOR) else None
        found = [member for member in _members(visit) if _asked_for(visit, member)]
        page, first, following = sliced(visit, found)
        heads = (*_HEADS, _SIGNS_IN) if users is not None else _HEADS
        return visit.page(
            "list.html", visit.say("人员", "People"), "people", hint=_hint(visit), choices=_choices(visit),
            here="/console/people", heads=[visit.viewer.word(head) for head in heads],
            first=first, next=following, lines=[_line(visit, member, users) for member in page], pick=False, batch="",
        )  # fmt: skip


async def _users(console: Console) -> dict[str, User]:
    """Local users, by staff id."""
    return {user.staff_id: user for user in await asyncio.to_thread(console.people.users.all)}


def _members(visit: Visit) -> list[StaffMember]:
    """Everybody of the register today, by unit."""
    office = visit.viewer.office
    found = (office.register.member(staff_id, office.day) for staff_id in office.register.staff)
    return sorted(
        (each for each in found if each is not None), key=lambda each: (each.dept_code, each.staff_id)
    )


def _asked_for(visit: Visit, member: StaffMember) -> bool:
    said, unit, role = visit.asked("name").casefold(), visit.asked("dept_code"), visit.asked("role")
    named = said in member.staff_id.casefold() or said in member.name.casefold()
    return named and unit in ("", member.dept_code) and (not role or role in member.roles)


def _line(visit: Visit, member: StaffMember, users: dict[str, User] | None) -> Line:
    viewer = visit.viewer
    cells: tuple[str, ...] = (
        viewer.unit(member.dept_code), member.staff_id, member.name, member.post, member.staff_type or "—",
        "; ".join(member.roles) or "—", iso_date(member.valid_from),
    )  # fmt: skip
    if users is not None:
        cells = (*cells, _signs_in(visit, users.get(member.staff_id)))
    link = f"/console/assessment/{_last_month(visit)}/person:{member.staff_id}" if viewer.has(HR) else ""
    return Line(link, cells)


def _last_month(visit: Visit) -> Month:
    today = date.fromordinal(visit.viewer.office.day)
    return Month(today.year, today.month).plus(-1)


def _signs_in(visit: Visit, user: User | None) -> str:
    if user is None:
        return visit.say("没有本地账号", "no local account")
    if not user.active:
        return visit.say("已停用", "disabled")
    return (
        visit.say("首次登录待改密码", "owes a new password")
        if user.must_change
        else visit.say("启用", "enabled")
    )


def _hint(visit: Visit) -> str:
    return visit.say(
        "现行规则库中的人员名册（staff.csv）；变更由规则库发布，账号由 liangpai users 管理。",
        "The register of the rulebook in force (staff.csv); it changes by publishing; accounts: `liangpai users`.",
    )


def _choices(visit: Visit) -> list[Choice]:
    say, register = visit.say, visit.viewer.office.register
    roles = sorted({role for rows in register.staff.values() for each in rows for role in each.roles})
    return [
        chosen(visit, "name", say("工号或姓名", "Staff id or name")),
        chosen(
            visit,
            "dept_code",
            say("单位", "Unit"),
            {code: unit.name for code, unit in register.units.items()},
        ),
        chosen(visit, "role", say("角色", "Role"), {role: role for role in roles}),
    ]
