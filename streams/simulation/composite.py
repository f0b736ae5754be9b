"""Composite cases (并联审批): a lead department, branches side by side or one after the other, their opinions."""

from typing import NamedTuple

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.days import DAY
from streams.simulation.people import REGION
from streams.simulation.steps import begin, calm_day, finish, walk

BRANCH_DAYS, DISPATCH_DAYS = 5, 1


class Branch(NamedTuple):
    """One branch: its number, whose it is, and the branches it waits for."""

    number: str
    dept: str
    after: tuple[str, ...] = ()


def created(case: Case, serial: bool = False) -> list[Branch]:
    """The case becomes a composite one today: two or three branches of other departments."""
    others = [code for code in case.city.offices if code != case.item.dept]
    case.chance.shuffle(others)
    many = 2 if serial else 2 + case.happens(0.5)
    branches = [Branch(str(n + 1), others[n], (str(n),) if serial and n else ()) for n in range(many)]
    case.wait()
    data = {"lead_dept": case.item.dept, "branches": [_told(branch) for branch in branches]}
    case.write("composite_created", case.person("handle"), data)
    case.composite = True
    return branches


def _told(branch: Branch) -> dict[str, object]:
    told = {"branch_no": branch.number, "dept_code": branch.dept, "region_code": REGION, "days": BRANCH_DAYS}
    return told | ({"after": list(branch.after)} if branch.after else {})


def dispatch(case: Case, branch: Branch, since: int) -> Happening:
    """The lead sends the branch out now; it might since the date `since`."""
    case.wait()
    dispatched_by(case, branch, since, case.now)
    return case.write("branch_dispatched", case.person("handle"), {"branch_no": branch.number})


def dispatched_by(case: Case, branch: Branch, since: int, stopped: int | None) -> None:
    """C-03: a branch waits to be sent out."""
    moment = watch.after(case.days.after(since, DISPATCH_DAYS))
    case.note("C-03", "yellow", f"branch {branch.number}", moment, stopped)


def give_opinion(
    case: Case, branch: Branch, sent: Happening, opinion: str = "agree", reason: str = ""
) -> Happening:
    """The branch's department says what it thinks, now, of what was sent to it."""
    case.wait()
    given_by(case, branch, sent, case.now)
    by = case.one_of(case.city.offices[branch.dept].people["handle"])
    said = {"branch_no": branch.number, "opinion": opinion} | ({"reason": reason} if reason else {})
    return case.write("branch_opinion", by, said)


def given_by(case: Case, branch: Branch, sent: Happening, stopped: int | None) -> None:
    """C-02: the clock of a branch."""
    due = case.days.after(sent.time // DAY, BRANCH_DAYS, case.natural)
    case.note("C-02", "yellow", f"branch {branch.number}", watch.after(due), stopped, dept=branch.dept)


def consult(case: Case, most: int = 3) -> None:
    """Branches side by side, all sent out today, all answered within some working days."""
    branches = created(case)
    sent = [dispatch(case, branch, case.today) for branch in branches]
    first = case.today
    for branch, each in zip(branches, sent, strict=True):
        case.go(case.some_day(case.days.after(first, most), most))
        give_opinion(case, branch, each, "agree_with_conditions" if case.happens(0.2) else "agree")


def consult_in_turn(case: Case, late: int = 0) -> None:
    """Two branches, the second after the first; the second takes `late` working days too long."""
    first, second = created(case, serial=True)
    sent = dispatch(case, first, case.today)
    case.go(case.days.after(case.today, 2))
    give_opinion(case, first, sent)
    finished = case.today
    case.go(case.days.after(finished, 1))
    sent = dispatch(case, second, finished)
    case.go(case.days.after(case.today, BRANCH_DAYS + late if late else 2))
    give_opinion(case, second, sent, "disagree", "选址不符合规划") if late else give_opinion(
        case, second, sent
    )


def in_good_order(case: Case) -> None:
    """An accepted case whose branches all keep their time, then decided in time."""
    if case.happens(0.5):
        consult(case)
    else:
        consult_in_turn(case)
    _conclude(case)


def _conclude(case: Case) -> None:
    walk(case, case.some_day(calm_day(case), 4))
    finish(case)


def whole_close_to_its_limit(case: Case) -> None:
    """C-01 warning: decided between the warning and the promise."""
    begin(case)
    consult(case)
    case.go(max(watch.warning_moment(case) // DAY, case.today))
    _conclude_today(case)


def whole_promise_broken(case: Case) -> None:
    """C-01 yellow: the promise is broken by the lead."""
    begin(case)
    consult(case)
    case.go(case.days.after(watch.promise_date(case), 1 + case.happens(0.5)))
    _conclude_today(case)


def whole_law_broken(case: Case) -> None:
    """C-01 red: the legal limit of a joint case is broken, and so is a branch's."""
    begin(case)
    branches = created(case)
    sent = [dispatch(case, branch, case.today) for branch in branches]
    for branch, each in zip(branches[1:], sent[1:], strict=True):
        give_opinion(case, branch, each)
    given_by(case, branches[0], sent[0], None)
    case.go(case.days.after(watch.legal_date(case), 1))
    _conclude_today(case)


def branch_late(case: Case) -> None:
    """C-02 yellow: the second of two branches answers a day or two too late, and says no."""
    begin(case)
    consult_in_turn(case, late=1 + case.happens(0.5))
    _conclude_today(case)


def branch_silent(case: Case) -> None:
    """C-02 yellow: a branch never answers, and is taken to agree."""
    begin(case)
    branches = created(case)
    sent = [dispatch(case, branch, case.today) for branch in branches]
    given_by(case, branches[0], sent[0], None)
    for branch, each in zip(branches[1:], sent[1:], strict=True):
        give_opinion(case, branch, each)
    case.go(case.days.after(case.today, BRANCH_DAYS + 1))
    _conclude_today(case)


def dispatched_late(case: Case) -> None:
    """C-03 yellow: one branch is sent out two or three working days after acceptance."""
    begin(case)
    branches, since = created(case), case.today
    sent = [dispatch(case, branch, since) for branch in branches[1:]]
    case.go(case.days.after(since, 2 + case.happens(0.5)))
    sent.insert(0, dispatch(case, branches[0], since))
    case.go(case.days.after(case.today, 1))
    for branch, each in zip(branches, sent, strict=True):
        give_opinion(case, branch, each)
    _conclude_today(case)


def never_dispatched(case: Case) -> None:
    """C-03 yellow: one branch is never asked."""
    begin(case)
    branches, since = created(case), case.today
    dispatched_by(case, branches[0], since, None)
    for branch in branches[1:]:
        give_opinion(case, branch, dispatch(case, branch, since))
    case.go(case.days.after(since, 3))
    _conclude_today(case)


def opinion_of_no_kind(case: Case) -> None:
    """C-04 warning: a branch neither agrees nor disagrees."""
    _invalid(case, "other", "建议先行研究")


def disagreement_without_reason(case: Case) -> None:
    """C-04 warning: a branch disagrees and does not say why."""
    _invalid(case, "disagree", "")


def _invalid(case: Case, opinion: str, reason: str) -> None:
    begin(case)
    branches, since = created(case), case.today
    for branch in branches[1:]:
        give_opinion(case, branch, dispatch(case, branch, since))
    said = give_opinion(case, branches[0], dispatch(case, branches[0], since), opinion, reason)
    case.expect("C-04", "warning", said, dept=branches[0].dept)
    _conclude_today(case)


def _conclude_today(case: Case) -> None:
    walk(case, case.today)
    finish(case)
