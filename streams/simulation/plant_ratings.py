"""Bad ratings (差评), planted: for what went wrong or for no reason, with officers who see to them or do not."""

from streams.simulation.case import Case, Happening
from streams.simulation.clean import clean
from streams.simulation.days import DAY
from streams.simulation.hours import citizen_second, staff_second
from streams.simulation.matter import RED_AFTER, Matter
from streams.simulation.plant_conduct import asked_for_what_was_there, asked_outside_the_guide
from streams.simulation.plant_time import law_broken, promise_broken
from streams.simulation.ratings import soon_after, submit
from streams.simulation.steps import begin, finish, hurry, reply

_SLOW = 0.15  # share of tickets on which the supervising office is late


def unhappy_about_a_broken_promise(case: Case) -> None:
    """T-04, and who waited says so (label 209): the card confirms it."""
    promise_broken(case)
    _put_right(_bad(case, 2, "209"))


def unhappy_about_the_legal_limit(case: Case) -> None:
    """T-05, and who waited says so by name (label 110)."""
    law_broken(case)
    _put_right(_bad_by_name(case, 1, "110"))


def unhappy_about_extra_materials(case: Case) -> None:
    """P-08 proposed, and the applicant says so (label 109)."""
    asked_outside_the_guide(case)
    _put_right(_bad(case, 1, "109"))


def unhappy_about_the_same_proof_twice(case: Case) -> None:
    """P-09 proposed, and the applicant says so (label 210)."""
    asked_for_what_was_there(case)
    _put_right(_bad(case, 2, "210"))


def unhappy_though_in_time(case: Case) -> None:
    """R-05: label 209, and no clock says so."""
    _handled(case)
    matter = _bad(case, 2, "209")
    case.suspect("R-05", f"case:{case.case_no}", matter.rated)
    _found_empty(matter)


def unhappy_without_reason(case: Case) -> None:
    """A bad rating that names nothing anybody could look into."""
    _handled(case)
    _found_empty(_bad(case, 1))


def unhappy_and_soon_content(case: Case) -> None:
    """A bad rating by name, contacted, put right, visited, closed: all in time."""
    _handled(case)
    _put_right(_bad_by_name(case, 2))


def unhappy_weeks_later(case: Case) -> None:
    """A late bad rating: it counts for nothing, and is looked into all the same."""
    _handled(case)
    day = case.days.after(case.today, 6 + case.chance.randrange(3))
    _put_right(_bad(case, 2, at=day * DAY + citizen_second(case.chance)))


def rater_contacted_at_the_last(case: Case) -> None:
    """R-02 warning: who rated by name is contacted in the afternoon of the next working day."""
    _handled(case)
    matter = _rated_by_name(case, 2)
    matter.now = (case.days.after(matter.today, 1) * 24 + 14) * 3600 + case.chance.randrange(7200)
    matter.contact()
    _put_right(matter)


def rater_contacted_late(case: Case) -> None:
    """R-02 yellow: who rated by name is contacted a day too late."""
    _handled(case)
    matter = _rated_by_name(case, 2)
    matter.go(case.days.after(matter.today, 2))
    matter.contact()
    _put_right(matter)


def rater_never_contacted(case: Case) -> None:
    """R-02 yellow and R-03 up to red: nobody ever does anything about a rating by name."""
    _handled(case)
    _rated_by_name(case, 1)


def rectified_on_the_last_day(case: Case) -> None:
    """R-03 warning: the unit reports on the last day."""
    _rectified(case, 0)


def rectified_late(case: Case) -> None:
    """R-03 yellow: the unit reports some days late."""
    _rectified(case, 1 + case.chance.randrange(3))


def rectified_far_too_late(case: Case) -> None:
    """R-03 red: the unit reports more than five working days late, and took a week to look into it."""
    _rectified(case, 6 + case.chance.randrange(3))


def rater_not_satisfied(case: Case) -> None:
    """R-04 yellow: the visit finds the citizen as unhappy as before; done again in time."""
    _visited(case, "not_satisfied")


def feedback_false(case: Case) -> None:
    """R-04 red proposed: the visit finds that nothing of what the unit reported is true."""
    _visited(case, "false_feedback")


def rater_still_not_satisfied(case: Case) -> None:
    """R-04 yellow and R-03 in the second round: reopened, and not reported in half the time."""
    _handled(case)
    matter = _bad_by_name(case, 2)
    _report(matter, matter.today)
    _review(matter)
    _visit(matter, "not_satisfied")


def rated_badly_again(case: Case) -> None:
    """R-04 yellow: a second bad rating (追评) after the ticket was closed; done again in time."""
    _handled(case)
    closed = _closing(case)
    matter = _bad(case, 2)
    _put_right(matter)
    at = soon_after(case, matter.now)
    again = submit(case, closed, at, 1, assess_number=2, service_time=matter.rated.data["service_time"])
    matter.rated_again(again)
    _report_again(matter)


def rating_appeal_granted(case: Case) -> None:
    """The unit's appeal is granted: the rating is invalid and nothing is left to do."""
    _handled(case)
    _appealed(case, "grant")


def rating_appeal_denied(case: Case) -> None:
    """The unit's appeal is denied: its days go on, and it reports in time."""
    _handled(case)
    matter = _appealed(case, "deny")
    matter.classify()
    _report_now(matter)


def forced_to_rate(case: Case) -> None:
    """R-07: a complaint that the window made the citizen rate it well, confirmed and answered."""
    begin(case)
    case.wait()
    by = case.person("handle")
    said = {"about": "forced_rating", "dept_code": case.item.dept, "target_staff_id": by.staff_id}
    complaint = case.write("complaint_opened", None, said)
    case.expect("R-07", "red", complaint, proposed=True)
    case.plans["R-07"] = ("confirm", "answer")
    reply(case, complaint)
    hurry(case)
    finish(case)


def _handled(case: Case) -> None:
    """A case handled well and to its end."""
    clean(case)


def _closing(case: Case) -> Happening:
    closings = [each for each in case.happenings if each.event == "closed"]
    return closings[-1]


def _bad(case: Case, level: int, *labels: str, at: int = 0) -> Matter:
    """A bad rating without a name."""
    return Matter(case, submit(case, _closing(case), at or soon_after(case, case.now), level, labels))


def _rated_by_name(case: Case, level: int, *labels: str) -> Matter:
    """A bad rating by name, in office hours of one of the next working days."""
    day = case.days.after(case.today, 1 + case.chance.randrange(2))
    at = day * DAY + staff_second(case.chance)
    return Matter(case, submit(case, _closing(case), at, level, labels, real_name=True))


def _bad_by_name(case: Case, level: int, *labels: str) -> Matter:
    """A bad rating by name; the citizen is contacted within the hour."""
    matter = _rated_by_name(case, level, *labels)
    matter.go(matter.today)
    matter.contact()
    return matter


def _put_right(matter: Matter) -> None:
    """Verified the next working day, reported the day after, reviewed and visited in good time."""
    _report(matter, matter.case.days.after(matter.today, 2))
    _review(matter)
    _visit(matter)


def _report(matter: Matter, by_day: int, verified_in: int = 1) -> None:
    matter.go(matter.case.days.after(matter.today, verified_in))
    matter.confirm()
    matter.go(by_day)
    matter.submit()


def _report_now(matter: Matter) -> None:
    matter.go(matter.today)
    matter.submit()
    _review(matter)


def _report_again(matter: Matter) -> None:
    """Reported the next working day, reviewed and visited."""
    matter.go(matter.case.days.after(matter.today, 1))
    _report_now(matter)
    _visit(matter)


def _found_empty(matter: Matter) -> None:
    matter.go(matter.case.days.after(matter.today, 1))
    matter.clear()
    _review(matter)
    _visit(matter)


def _review(matter: Matter) -> None:
    days = 4 if matter.case.happens(_SLOW) else 1
    matter.go(matter.case.days.after(matter.today, days))
    matter.accept()


def _visit(matter: Matter, result: str = "satisfied") -> None:
    """Where there is somebody to visit."""
    if matter.state == "follow_up":
        days = 5 if matter.case.happens(_SLOW) else 2
        matter.go(matter.case.days.after(matter.today, days))
        matter.visit(result)


def _rectified(case: Case, late: int) -> None:
    _handled(case)
    matter = _bad(case, 2)
    _report(matter, case.days.after(matter.due, late), verified_in=5 if late > RED_AFTER else 1)
    _review(matter)
    _visit(matter)


def _visited(case: Case, result: str) -> None:
    _handled(case)
    matter = _bad_by_name(case, 1)
    _report(matter, matter.today)
    _review(matter)
    _visit(matter, result)
    _report_again(matter)


def _appealed(case: Case, decision: str) -> Matter:
    matter = _bad(case, 2)
    matter.go(case.days.after(matter.today, 1))
    matter.appeal()
    matter.go(case.days.after(matter.today, 2))
    matter.decide(decision)
    return matter
