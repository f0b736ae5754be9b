"""Ratings that are made up, bought or kept away."""

from streams.simulation.cheats.plot import MORNING, CheatCase, Plot
from streams.simulation.days import DAY, HOUR
from streams.simulation.people import Person
from streams.simulation.ratings import submit
from streams.simulation.steps import begin, finish, hurry


def brushing(plot: Plot) -> None:
    """刷好评: an account gives 5 to 40 good ratings within 15 minutes down to one."""
    account, width = plot.of_identity(), plot.between(900, 60)
    number = plot.many(5, 40)
    for each in range(number):
        at = plot.day() * DAY + MORNING + round(each * width / number)
        plot.rate(at, plot.dept, account_hash=account)


def borrowing(plot: Plot) -> None:
    """身份复用: one certificate rates 2 to 8 strangers' cases on a day."""
    certificate = plot.of_identity()
    for each in range(plot.many(2, 8)):
        case = done(plot, 0)
        _rate(case, plot.day(5) * DAY + MORNING + each * 600, evaluator_hash=certificate)


def rating_oneself(plot: Plot) -> None:
    """自评: somebody rates the own unit under the own account, once to five times."""
    person = plot.of_person(plot.person("handle"))
    for each in range(plot.many(1, 5)):
        plot.rate(plot.day(each) * DAY + MORNING, plot.dept, account_hash=person.staff_id)


def praising(plot: Plot) -> None:
    """即刻好评: staff rate for the citizen as they close, in 60 to 100 % of 30 to 60 cases."""
    person, share = plot.of_person(plot.person("handle")), plot.between(0.6, 1)
    for each in range(plot.many(30, 60)):
        case = done(plot, each % 10, handle=person)
        quick = plot.chance.random() < share
        _rate(case, case.now + (1 + each % 2 if quick else 60 + each * 7))


def suppressing(plot: Plot) -> None:
    """差评打不进来: not one bad among 50 to 1,200 ratings of a unit. Its own bad ones never come in (`SUPPRESSED`)."""
    dept = plot.of_unit(sorted(plot.city.offices)[plot.place.number])
    for each in range(plot.many(50, 1200)):
        plot.rate(plot.day(each % 10) * DAY + MORNING + each // 10 * 90, dept)


def defaulting(plot: Plot) -> None:
    """默认好评: 20 to 80 % default ratings of 40 to 150 of a unit."""
    dept, share = plot.of_unit(sorted(plot.city.offices)[plot.place.number + 4]), plot.between(0.2, 0.8)
    number = plot.many(40, 150)
    for each in range(number):
        said = {"is_default": True} if each < share * number else {}
        plot.rate(plot.day(each % 10) * DAY + MORNING + each * 60, dept, **said)


def scripting(plot: Plot) -> None:
    """统一话术: 3 to 20 citizens of a unit write the same on a day, but for stops."""
    dept = plot.of_unit(plot.dept)
    for each in range(plot.many(3, 20)):
        text = f"窗口工作人员热情周到服务好{plot.place.number}" + "！" * (each % 4)
        plot.rate(plot.day() * DAY + MORNING + each * 300, dept, text=text)


def done(plot: Plot, day: int, handle: Person | None = None) -> CheatCase:
    """A case from beginning to end in good order, handled by one person where named."""
    people = {} if handle is None else {"handle": handle}
    case = plot.case(plot.day(day), MORNING + int(plot.chance.random() * HOUR), None, **people)
    begin(case)
    hurry(case)
    finish(case)
    return case


def _rate(case: CheatCase, at: int, **said: object) -> None:
    """The case is rated well at this instant."""
    closed = case.happenings[-1]
    submit(case, closed, at, 5, (), channel=2, **said)
