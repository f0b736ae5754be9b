"""Rules about who acted: without authority, in posts that must be in different hands, too few."""

from collections.abc import Iterator

from rules.authority import Act, denied, post_of
from rules.case_events import Decided, StageEntered, StageLeft, SubstanceChecked
from rules.event_verdicts import Texts, blank, satisfied, violated
from rules.fact import Fact
from rules.rulebook import Item
from rules.verdict import Verdict
from rules.view import CaseView
from rules.zone import iso_date

APPROVE = "approve"
ROLES_ZH = {"handle": "承办", "review": "审核", APPROVE: "批准"}


def p03(case: CaseView) -> list[Verdict]:
    """P-03 越权办理: a stage handled, or a decision made, by someone whose post has no authority for it. Red.

    Authority is a row of posts.csv in force that day for the post and, where the row names them, the item, the stage
    (a decision: any stage) and the region or a region above it. The post is the event's, else the staff register's of
    that day; unknown, nothing is judged. Waits for a person. Occasion: person and stage. Basis: 行政许可法 74(1).
    """
    if not case.rulebook.posts or case.item_code is None:
        return []
    without: dict[str, list[Fact]] = {}
    book, code, region, thorough = case.rulebook, case.item_code, _region(case), case.thorough
    for fact in case.of(StageEntered, StageLeft, Decided):
        if fact.data.staff_id:
            spans = denied(book, _act(code, region, fact))
            if spans or thorough:
                acts = without.setdefault(_occasion(fact), [])
                day = case.day(fact.time)
                acts += [fact for first, last in spans if first <= day <= last]
    return [
        verdict
        for occasion, acts in without.items()
        for verdict in ([_no_authority(case, occasion, sorted(acts))] if acts else satisfied(case, occasion))
    ]


def _region(case: CaseView) -> str | None:
    """The item's region, which is an act's too where its event names none."""
    return (case.item.region_code if case.item else None) or None


def _act(item_code: str, region: str | None, fact: Fact) -> Act:
    said = fact.data
    stage = None if type(said) is Decided else said.stage_code
    return said.staff_id, said.staff_post, item_code, stage, said.region_code or region


def _occasion(fact: Fact) -> str:
    if isinstance(fact.data, Decided):
        return f"staff {fact.data.staff_id} decision"
    return f"staff {fact.data.staff_id} stage {fact.data.stage_code}"


def _no_authority(case: CaseView, occasion: str, acts: list[Fact]) -> Verdict:
    first = acts[0]
    day, at = case.day(first.time), case.zone.wall(first.time)
    act = _act(case.item_code or "", _region(case), first)
    who, _, item_code, stage, region = act
    post, (what_zh, what_en) = post_of(case.rulebook, act, day), _what(case.item, stage)
    zh = (
        f"{at}，{who}（岗位“{post}”）{what_zh}（事项{item_code}，区域{region or '—'}），共{len(acts)}次；"
        f"岗位权限表中没有{iso_date(day)}有效的、许可该岗位在该事项、区域这样做的授权。"
    )
    en = (
        f"At {at} {who} (post “{post}”) {what_en} (item {item_code}, region {region or '—'}), {len(acts)} time(s); "
        f"the register of posts has no authority for it in force on {iso_date(day)}."
    )
    return violated(first, "red", (zh, en), occasion=occasion, evidence=acts, stage_code=stage)


def _what(item: Item | None, code: str | None) -> Texts:
    if code is None:
        return "作出决定", "made the decision"
    stage = item.stages.get(code) if item is not None else None
    return f"办理环节“{stage.name if stage else ''}”（{code}）", f"handled stage {code}"


def p04(case: CaseView) -> list[Verdict]:
    """P-04 岗位不相容: one person took two of the roles that the item wants in different hands. Yellow.

    The roles are the item's `separation` (handle, review, approve). A stage event has its own role, else its stage's;
    a decision is approved by its approver, else by who made it. Waits for a person. Occasion: the person.
    Basis: the office's rulebook.
    """
    item = case.item
    if item is None or len(item.separation) < 2:
        return []
    taken: dict[str, dict[str, Fact]] = {}
    for fact in sorted(case.of(StageEntered, StageLeft, Decided)):
        for person, role in _roles(item, fact):
            taken.setdefault(person, {}).setdefault(role, fact)
    return [
        verdict
        for person, roles in taken.items()
        for verdict in (
            [_two_roles(case, item, person, roles)] if len(roles) > 1 else satisfied(case, f"staff {person}")
        )
    ]


def _roles(item: Item, fact: Fact) -> Iterator[tuple[str, str]]:
    """The person and the role of an event, where both are known and the role is one of those kept apart."""
    if isinstance(fact.data, Decided):
        person, role = fact.data.staff_id if blank(fact.data.approver_id) else fact.data.approver_id, APPROVE
    else:
        stage = item.stages.get(fact.data.stage_code)
        person, role = fact.data.staff_id, fact.data.role or (stage.role if stage else "")
    if person and person.strip() and role in item.separation:
        yield person, role


def _two_roles(case: CaseView, item: Item, person: str, roles: dict[str, Fact]) -> Verdict:
    """`roles` are in the order in which they were first taken."""
    said_zh = "，".join(f"{case.zone.wall(fact.time)}{ROLES_ZH[role]}" for role, fact in roles.items())
    said_en = ", ".join(f"{role} at {case.zone.wall(fact.time)}" for role, fact in roles.items())
    apart = "、".join(ROLES_ZH.get(role, role) for role in item.separation)
    zh = f"同一人{person}在本件中兼任：{said_zh}；该事项要求{apart}由不同人员担任。"
    en = f"{person} took more than one role in this case: {said_en}; the item wants {', '.join(item.separation)} "
    en += "in different hands."
    second = list(roles.values())[1]
    own = [fact for fact in list(roles.values())[:2] if fact.data.staff_id == person]
    verdict = violated(second, "yellow", (zh, en), occasion=f"staff {person}", evidence=list(roles.values()))
    verdict.by = own[-1]
    return verdict


def p17(case: CaseView) -> list[Verdict]:
    """P-17 核查人数不足: a check of substance by fewer than `min_staff` different people. Yellow.

    Waits for a person. Occasion: the check. Basis: 行政许可法 34(3).
    """
    found: list[Verdict] = []
    needed = case.parameter("P-17", "min_staff")
    for fact in case.of(SubstanceChecked):
        people = list(dict.fromkeys(each.strip() for each in fact.data.staff_ids if each.strip()))
        if len(people) < needed:
            found.append(_too_few(case, fact, people, needed))
        else:
            found += satisfied(case, fact.ref)
    return found


def _too_few(case: CaseView, fact: Fact, people: list[str], needed: int) -> Verdict:
    at = case.zone.wall(fact.time)
    zh = (
        f"{at}的实质内容核查登记核查人员{len(people)}名（{'、'.join(people) or '无'}），"
        f"应当指派{needed}名以上工作人员进行。"
    )
    en = (
        f"The check of substance at {at} names {len(people)} different people ({', '.join(people) or 'none'}); "
        f"at least {needed} must be assigned."
    )
    return violated(fact, "yellow", (zh, en))
