"""When a case starts, by an acceptance or by silence, and which item it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.book import Almanac, Book, ItemFacts
from tests.oracle.days import Deadline, midnight_after, working_deadline
from tests.oracle.facts import Case, Fact


@dataclass(frozen=True)
class Round:
    """One wait for acceptance: what opened it, and its five days."""

    opening: Fact
    deadline: Deadline
    midnight: datetime

    def answered_before(self, moment: datetime, case: Case) -> bool:
        settled = case.all("case.accepted", "case.decided", "case.closed")
        replies = case.all("case.not_accepted", "case.supplement_notified")
        told = [each for each in replies if each.time >= self.opening.time]
        return any(each.time < moment for each in settled + told)


def rounds(case: Case, book: Book, almanac: Almanac, until: datetime) -> list[Round]:
    """The rounds that were opened: none after the acceptance, be it a deemed one."""
    opened = [_round(opening, case, book, almanac) for opening in _openings(case)]
    deemed = _deemed(opened, case, until)
    return [each for each in opened if deemed is None or each.opening.time < deemed.midnight]


def _round(opening: Fact, case: Case, book: Book, almanac: Almanac) -> Round:
    deadline = working_deadline(case.day(opening.time), book.parameter("T-01.N"), almanac)
    return Round(opening, deadline, midnight_after(deadline.due, book))


def _openings(case: Case) -> list[Fact]:
    receipt, accepted = case.first("case.material_received"), case.first("case.accepted")
    openings = [receipt] if receipt else []
    for fact in case.all("case.supplement_received"):
        notified = any(each.order < fact.order for each in case.all("case.supplement_notified"))
        before_acceptance = accepted is None or fact.order < accepted.order
        if fact.data["complete"] and notified and before_acceptance:
            openings.append(fact)
    return sorted(openings, key=lambda fact: fact.order)


def _deemed(opened: Sequence[Round], case: Case, until: datetime) -> Round | None:
    for each in opened:
        if each.midnight <= until and not each.answered_before(each.midnight, case):
            return each
    return None


def deemed_round(case: Case, book: Book, almanac: Almanac, until: datetime) -> Round | None:
    """The round whose silence has become the acceptance."""
    return _deemed(rounds(case, book, almanac, until), case, until)


def start_of(case: Case, book: Book, almanac: Almanac, until: datetime) -> date | None:
    """The day the case starts: of a deemed acceptance that has come true, else of the acceptance."""
    deemed = deemed_round(case, book, almanac, until)
    if deemed is not None:
        return case.day(deemed.opening.time)
    accepted = case.first("case.accepted")
    return case.day(accepted.time) if accepted else None


def item_code(case: Case) -> str | None:
    """The item as the acceptance names it, else the submission."""
    named = case.first("case.accepted") or case.first("case.submitted")
    return named.data["item_code"] if named else None


def item_of(case: Case, book: Book, start: date | None) -> ItemFacts | None:
    """The item in the version of the start date; before, the submission's, of the first event."""
    code = item_code(case)
    return book.item(code, start or case.day(case.facts[0].time)) if code else None
