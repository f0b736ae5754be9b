"""Waits that took too long, planted: a first look, a review, a delivery, a certificate, an answer, a hearing."""

from streams.simulation import watch
from streams.simulation.case import Case, Happening
from streams.simulation.days import DAY, HOUR
from streams.simulation.steps import (
    accept,
    ask,
    begin,
    begin_unforwarded,
    certify,
    close,
    decide,
    finish,
    forward,
    hand_over,
    hurry,
    issue_certificate,
    pre_review,
    receive,
    reply,
    submit,
)


def delivered_late(case: Case) -> None:
    """T-09 yellow: the certificate reaches the applicant after ten working days."""
    begin(case)
    hurry(case)
    decide(case)
    certify(case)
    case.go(case.days.after(case.decided_on, 11 + case.happens(0.5)))
    hand_over(case)
    close(case)


def never_delivered(case: Case) -> None:
    """T-09 yellow: decided and closed, and nothing ever handed over."""
    begin(case)
    hurry(case)
    decide(case)
    certify(case)
    watch.delivered(case, case.decided_on, None)
    case.go(case.days.after(case.today, 2))
    close(case)


def first_look_slow(case: Case) -> None:
    """T-02 warning: an application sent online is looked at on the third to fifth working day."""
    _looked_at(case, 3 + case.chance.randrange(3))


def first_look_late(case: Case) -> None:
    """T-02 yellow: it is looked at on the sixth or seventh working day."""
    _looked_at(case, 6 + case.happens(0.5))


def first_look_very_late(case: Case) -> None:
    """T-02 red: it is looked at on the eighth or ninth working day."""
    _looked_at(case, 8 + case.happens(0.5))


def _looked_at(case: Case, day: int) -> None:
    submitted = _online(case)
    case.go(case.days.after(case.today, day))
    watch.pre_reviewed(case, submitted, case.now)
    pre_review(case)
    opened = receive(case)
    case.wait()
    accept(case, opened)
    hurry(case)
    finish(case)


def _online(case: Case) -> Happening:
    case.channel = "online"
    return submit(case)


def application_overlooked(case: Case) -> None:
    """T-02 yellow over T-01 yellow: sent online, received the next day, and accepted six working days later."""
    _never_looked_at(case, 6)


def application_forgotten(case: Case) -> None:
    """T-02 red over T-01 yellow: sent online, received the next day, and accepted only eight working days later."""
    _never_looked_at(case, 8)


def _never_looked_at(case: Case, day: int) -> None:
    submitted = _online(case)
    case.go(case.days.after(case.today, 1))
    opened = receive(case)
    case.go(case.days.after(opened, day))
    watch.pre_reviewed(case, submitted, case.now, case.opener)
    accept(case, opened)
    hurry(case)
    finish(case)


def forwarded_late(case: Case) -> None:
    """T-08 yellow: the lower office hands its review on after its days, within the law's twenty."""
    _forwarded(case, 6 + case.chance.randrange(5))


def forwarded_far_too_late(case: Case) -> None:
    """T-08 red: it hands its review on after twenty working days."""
    _forwarded(case, 21 + case.chance.randrange(3))


def _forwarded(case: Case, day: int) -> None:
    begin_unforwarded(case)
    case.go(case.days.after(case.start, day))
    forward(case)
    hurry(case)
    finish(case)


def instant_put_off(case: Case) -> None:
    """T-12 yellow: what is done at once was done the next morning."""
    begin(case)
    case.now = case.days.after(case.today, 1) * DAY + 9 * HOUR + case.chance.randrange(2 * HOUR)
    hurry(case)
    finish(case)


def certificate_late(case: Case) -> None:
    """T-13 yellow: the certificate comes four or five working days after the close."""
    closed = _uncertified(case)
    case.go(case.days.after(closed, 4 + case.happens(0.5)))
    watch.certified(case, closed, case.now)
    issue_certificate(case)


def certificate_never(case: Case) -> None:
    """T-13 yellow: there never is a certificate."""
    watch.certified(case, _uncertified(case), None)


def _uncertified(case: Case) -> int:
    begin(case)
    hurry(case)
    decide(case)
    case.go(case.days.after(case.today, 1))
    hand_over(case)
    close(case)
    return case.today


def enquiry_answered_at_the_last(case: Case) -> None:
    """T-14 warning: answered on one of the last two days."""
    _asked(case, "enquiry", 4 + case.happens(0.5))


def enquiry_answered_late(case: Case) -> None:
    """T-14 yellow: answered on the second day after the due date."""
    _asked(case, "enquiry", 7)


def complaint_answered_far_too_late(case: Case) -> None:
    """T-14 red: answered on the third or fourth day after the due date, when the case was closed long ago."""
    _asked(case, "complaint", 8 + case.happens(0.5))


def _asked(case: Case, kind: str, day: int) -> None:
    begin(case)
    asked, opened = ask(case, kind), case.today
    hurry(case)
    finish(case)
    case.go(max(case.days.after(opened, day), case.today))
    reply(case, asked)


def complaint_never_answered(case: Case) -> None:
    """T-14 red: a complaint nobody answers."""
    begin(case)
    watch.replied(case, ask(case, "complaint"), None)
    hurry(case)
    finish(case)


def hearing_late(case: Case) -> None:
    """T-15 yellow: the hearing that was asked for is held after twenty working days."""
    begin(case)
    requested = _hearing_requested(case)
    case.go(case.days.after(requested.time // DAY, 21 + case.chance.randrange(3)))
    watch.heard(case, requested, case.now)
    case.write("hearing_held", case.person("handle"), {"notice_no": f"TZ-{case.case_no}"})
    hurry(case)
    finish(case)


def hearing_never_held(case: Case) -> None:
    """T-15 yellow: the hearing that was asked for is never held."""
    begin(case)
    watch.heard(case, _hearing_requested(case), None)
    hurry(case)
    finish(case)


def _hearing_requested(case: Case) -> Happening:
    case.wait()
    return case.write("hearing_requested", None, {"dept_code": case.item.dept})
