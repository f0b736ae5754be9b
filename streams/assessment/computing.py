"""The scores of a month from the archive: facts, the rulebook of the month, and what is put right of closed months."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rules.assessment.adjusting import differences
from rules.assessment.facts import MonthFacts
from rules.assessment.frozen import Frozen
from rules.assessment.periods import Month, Period
from rules.assessment.scores import Line, Score
from rules.assessment.scoring import Adjustments, score_month
from rules.assessment.terms import assessment_terms
from rules.court import Court
from rules.month_desk import MonthRecord
from rules.rulebook import Rulebook
from streams.archive_client import ArchiveClient
from streams.assessment.months import closed_months, frozen_of, month_record
from streams.assessment.reading import Span, month_facts
from streams.exits import Misuse

Tell = Callable[[str], None]


class Figures(NamedTuple):
    """A month's figures: frozen ones where it is closed, else as the archive has them now."""

    month: Month
    record: MonthRecord | None
    book: Rulebook
    frozen: Frozen
    is_closed: bool


class Assessor:
    """Computes months from one archive by one court at one moment (`now`, ms). `tell` is told each step."""

    def __init__(self, archive: ArchiveClient, court: Court, now: int, tell: Tell = lambda _: None) -> None:
        self.archive, self.court, self.now, self.tell = archive, court, now, tell
        self.today = court.zone.day_of(now)

    def book(self, month: Month, rulebook_hash: str | None = None) -> Rulebook:
        """The rulebook of a month: the version in force on its last day, or the one it was closed with."""
        if rulebook_hash is None:
            return self.court.rulebook_of(month.last_day)
        for book in self.court.rulebooks:
            if book.rulebook_hash == rulebook_hash:
                return book
        raise Misuse(
            f"{month}: closed with rulebook {rulebook_hash}, which is not on topic rulebooks any more."
        )

    def facts(self, month: Month, book: Rulebook) -> MonthFacts:
        """What the archive has of the month now."""
        self.tell(f"{month}: counting")
        return month_facts(self.archive, Span(month, self.court.zone, book.go_live, self.today))

    def figures(self, month: Month, *, preview: bool = False) -> Figures:
        """The month: as frozen where it is closed and no `preview` is asked for, else computed."""
        record = month_record(self.archive, month)
        if record is not None and record.closed is not None and not preview:
            frozen = frozen_of(self.archive, month, record.closed)
            return Figures(month, record, self.book(month, record.closed.rulebook_hash), frozen, True)
        book = self.book(month)
        return Figures(month, record, book, self.compute(month, book, record), False)

    def compute(self, month: Month, book: Rulebook, record: MonthRecord | None) -> Frozen:
        """The month from the archive, with adjustments."""
        facts = self.facts(month, book)
        adjustments = self._adjustments(month, book, record)
        self.tell(f"{month}: scoring")
        return Frozen(facts, tuple(score_month(facts, book, month.last_day, adjustments)))

    def over(self, period: Period) -> dict[Month, Figures]:
        """The months of a longer period that have begun."""
        begun = [month for month in period.months if month.first_day <= self.today]
        return {month: self.figures(month) for month in begun}

    def _adjustments(self, month: Month, book: Rulebook, record: MonthRecord | None) -> Adjustments:
        """What objections came to, and what became known of the months closed before."""
        found: dict[str, list[Line]] = {}
        for objection in record.objections if record is not None else ():
            if objection.points is not None:
                line = Line(
                    objection.points,
                    f"异议成立：{objection.decision_reason}",
                    f"objection granted: {objection.decision_reason}",
                    month=str(month),
                )
                found.setdefault(objection.scope, []).append(line)
        since = month.plus(-assessment_terms(book).numbers["adjust_months"])
        closed = closed_months(self.archive, since, month)
        frozen = {each.month: self._frozen(each) for each in closed}
        for each in closed:
            later = [frozen[other.month] for other in closed if other.month > each.month]
            for key, lines in self._put_right(each, frozen[each.month], later).items():
                found.setdefault(key, []).extend(lines)
        return found

    def _frozen(self, record: MonthRecord) -> Frozen:
        manifest = record.closed
        if manifest is None:
            raise Misuse(f"{record.month} is not closed")
        return frozen_of(self.archive, _month(record), manifest)

    def _put_right(
        self, record: MonthRecord, frozen: Frozen, later: Sequence[Frozen]
    ) -> Mapping[str, Sequence[Line]]:
        month = _month(record)
        book = self.book(month, record.closed.rulebook_hash if record.closed else None)
        facts = self.facts(month, book)
        if facts == frozen.facts:
            now: Sequence[Score] = frozen.scores
        else:
            now = score_month(facts, book, month.last_day, {})
        booked: dict[str, list[Line]] = {}
        for each in later:
            for key, lines in booked_in(each.scores).items():
                booked.setdefault(key, []).extend(lines)
        return differences(record.month, frozen.scores, now, booked)


def booked_in(scores: Sequence[Score]) -> dict[str, tuple[Line, ...]]:
    """The lines of adjustment that scores have, by score key."""
    return {score.key: part.lines for score in scores for part in score.parts if part.name == "adjustments"}


def _month(record: MonthRecord) -> Month:
    year, month = record.month.split("-")
    return Month(int(year), int(month))
