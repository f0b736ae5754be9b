"""Cases that are hurried, feigned, favoured or dated back."""

from streams.simulation import watch
from streams.simulation.case import WHOLE, Happening
from streams.simulation.cheats.by_ratings import done
from streams.simulation.cheats.plot import CheatCase, Plot
from streams.simulation.days import DAY, HOUR, written
from streams.simulation.people import Person
from streams.simulation.plant_time import promise_broken
from streams.simulation.steps import (
    accept,
    arrive,
    begin,
    close,
    complete,
    decide,
    finish,
    hurry,
    reach_desk,
    receive,
    refuse_to_accept,
    submit,
    walk,
)

_LATE = frozenset({"T-03", "T-04", "T-05", "T-06"})
NOON, EVENING = 11 * HOUR, 18 * HOUR
ELSEWHERE = 12
"""How far on in the list of items another unit is."""


def flashing(plot: Plot) -> None:
    """秒办: 2 to 15 cases are decided 90 down to 8 seconds after they were accepted."""
    person = plot.of_person(plot.person("approve"))
    for each in range(plot.many(2, 15)):
        case = plot.case(plot.day(each), approve=person)
        opened = arrive(case)
        accept(case, opened)
        case.pace = plot.many(25, 2)
        hurry(case)
        decide(case)
        case.pace = 300
        complete(case)


def bulking(plot: Plot) -> None:
    """批量办结: 10 to 60 cases closed within 10 minutes down to one."""
    person, number, width = plot.of_person(plot.person("handle")), plot.many(10, 60), plot.between(600, 60)
    for each in range(number):
        case = done(plot, each % 5, handle=person)
        closed = case.happenings[-1]
        at = plot.day(12) * DAY + NOON + round(each * width / number)
        case.happenings[-1] = closed._replace(time=at, recorded=at + 2 + each)
        case.now = at


def feigning(plot: Plot) -> None:
    """假办结: 2 to 12 closings are taken back the next day, and the cases closed again days later."""
    person = plot.of_person(plot.person("handle"))
    for each in range(plot.many(2, 12)):
        case = done(plot, each % 5, handle=person)
        closed, approver = case.happenings[-1], case.person("approve")
        case.go(case.days.after(case.today, 1))
        said = {"corrects": f"{case.case_no}-{closed.name}", "void": True, "reason": "尚未办结"}
        case.write("corrected", approver, said | {"approver_id": approver.staff_id})
        case.go(case.days.after(case.today, 3))
        close(case)


def resetting(plot: Plot) -> None:
    """重置时钟: an application is turned away and made again 1 to 4 times, a few days later."""
    applicant = plot.of_identity()
    for each in range(plot.many(1, 4)):
        case = plot.case(plot.day(each * 3))
        submit(case)
        case.happenings[-1].data["applicant_hash"] = applicant
        reach_desk(case)
        receive(case)
        refuse_to_accept(case)
        close(case, "refused")
    case = done(plot, 13)
    case.happenings[0].data["applicant_hash"] = applicant


def favouring(plot: Plot) -> None:
    """选择性办理: 8 to 25 cases of an agent take 60 down to 4 % of the time that thirty others take."""
    agent = plot.of_identity()
    for each in range(30):
        _taking(plot, each % 6, 4)
    for each in range(plot.many(8, 25)):
        case = _taking(plot, each % 6, round(plot.between(2.4, 0)))
        case.happenings[0].data["agent_hash"] = agent


def refusing(plot: Plot) -> None:
    """同事不同办: somebody refuses 10 to 70 % of 20 to 40 cases, three colleagues a twentieth of twenty each."""
    cheat = plot.of_person(plot.person("approve", 0))
    number = plot.many(20, 40)
    for each in range(number):
        _decided(plot, each % 8, cheat, approved=each >= plot.between(0.1, 0.7) * number)
    for colleague in range(1, 4):
        for each in range(20):
            _decided(plot, each % 8, plot.person("approve", colleague), approved=each > 0)


def bypassing(plot: Plot) -> None:
    """明进暗不进: 40 to 100 % of 30 to 80 cases that came in at a window of a unit are decided at the back."""
    plot.of_unit(plot.dept)
    number = plot.many(30, 80)
    for each in range(number):
        at_back = each < plot.between(0.4, 1) * number
        case = _decided(plot, each % 10, plot.person("approve", 1 if at_back else 0), approved=True)
        for said in case.happenings:
            if said.event == "accepted" or (said.event == "decided" and not at_back):
                said.data["window_no"] = "3"


def upholding(plot: Plot) -> None:
    """申诉放水: 50 to 100 % of 10 to 30 appeals of a unit are upheld, a fifth of ten of another one."""
    plot.of_unit(plot.dept)
    number = plot.many(10, 30)
    for each in range(number):
        _appealed(plot.case(plot.day(each % 3)), upheld=each < plot.between(0.5, 1) * number)
    for each in range(10):
        _appealed(plot.case(plot.day(each % 3), item=plot.other_item(ELSEWHERE)), upheld=each < 2)


def tampering(plot: Plot) -> None:
    """时间篡改: 1 to 3 decisions that came a day late are dated back to before the limit."""
    for each in range(plot.many(1, 3)):
        case = plot.case(plot.day(each))
        begin(case)
        hurry(case)
        case.go(case.days.after(watch.promise_date(case), 1))
        decided = decide(case)
        case.facts = [fact for fact in case.facts if fact.rule_id not in _LATE]
        corrected = _date_back(plot, case, decided.name)
        shown = decided._replace(time=decided.recorded, recorded=corrected.recorded)
        case.expect("P-13", "warning", shown, occasion=WHOLE)
        complete(case)


def collecting(plot: Plot) -> None:
    """三黄: somebody breaks the promise 1 to 5 times in a month. No cheat: the cards add up (E-02)."""
    person = plot.of_person(plot.person("handle"))
    for each in range(plot.many(1, 5)):
        promise_broken(plot.case(plot.day(each % 3), handle=person))


def _taking(plot: Plot, day: int, working_days: int) -> CheatCase:
    case = plot.case(plot.day(day))
    opened = arrive(case)
    accept(case, opened)
    walk(case, case.today)
    case.go(case.days.after(case.start, working_days))
    finish(case)
    return case


def _decided(plot: Plot, day: int, approver: Person, *, approved: bool) -> CheatCase:
    case = plot.case(plot.day(day), approve=approver)
    begin(case)
    hurry(case)
    finish(case, approved)
    return case


def _appealed(case: CheatCase, *, upheld: bool) -> None:
    case.plans["T-04"] = ("appeal", "grant" if upheld else "deny")
    promise_broken(case)


def _date_back(plot: Plot, case: CheatCase, name: str) -> Happening:
    case.wait()
    person = plot.of_person(plot.person("approve"))
    back = case.start * DAY + EVENING
    said = {"corrects": f"{case.case_no}-{name}", "new_time": written(back), "reason": "补正办结时间"}
    return case.write("corrected", person, said | {"approver_id": person.staff_id})
