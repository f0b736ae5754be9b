"""The two limits of a case: excluded days, the extension, and the due dates they lead to."""

from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.book import Almanac, Book
from tests.oracle.days import Deadline, Ruler, add_days
from tests.oracle.facts import Case, Fact
from tests.oracle.start import item_of

KINDS = frozenset(
    {"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}
)


@dataclass(frozen=True)
class Procedure:
    """A valid special procedure with the end that was told in writing."""

    opening: Fact
    ended: datetime | None
    deadline: Deadline

    def excluded(self, case: Case, after: date) -> frozenset[date]:
        last = self.deadline.due
        if self.ended is not None:
            last = min(last, case.day(self.ended))
        days = (date.fromordinal(n) for n in range(self.deadline.start.toordinal() + 1, last.toordinal() + 1))
        return frozenset(day for day in days if day > after and self.deadline.counts(day))


def procedures(case: Case, ruler: Ruler) -> list[Procedure]:
    """The valid ones; days of the told end are counted in the item's kind and never rolled."""
    pairs = case.pairs("case.special_started", "case.special_ended", "kind")
    found = []
    for opening, ending in pairs:
        if is_valid(opening):
            told = _told(opening, case, ruler)
            found.append(Procedure(opening, ending.time if ending else None, told))
    return found


def is_valid(opening: Fact) -> bool:
    told_in_writing = opening.data.get("notice_written") is True
    return opening.data["kind"] in KINDS and opening.data.get("days") is not None and told_in_writing


def _told(opening: Fact, case: Case, ruler: Ruler) -> Deadline:
    start, days = case.day(opening.time), opening.data["days"]
    due = add_days(start, days, ruler.counts)
    return Deadline(start, days, due, ruler.counts, ruler.unsure_between(start, due))


@dataclass(frozen=True)
class Limits:
    """Both limits of a started case; `used` names the extensions that count for one of them."""

    promise: Deadline | None
    legal: Deadline
    longest_extension: int
    used: frozenset[str]


def limits_of(case: Case, book: Book, almanac: Almanac, start: date | None) -> Limits | None:
    """None without a start, or where the item is unknown or cancelled on the start date."""
    item = item_of(case, book, start)
    if start is None or item is None:
        return None
    accepted = case.first("case.accepted")
    said = accepted.data if accepted else {}
    composite = case.first("case.composite_created") is not None
    joint = bool(said.get("joint")) or item.joint or composite
    longest = book.parameter("T-11.max_ext_joint" if joint else "T-11.max_ext")
    layout = Layout(case, Ruler(book, almanac, item.natural), start, longest)
    promise_days = said.get("promise_days") or item.promise
    legal = layout.take(said.get("legal_days") or item.legal or (45 if joint else 20))
    promise = layout.take(promise_days) if promise_days else None
    used = {each.extension.name for each in (promise, legal) if each and each.extension}
    return Limits(promise.deadline() if promise else None, legal.deadline(), longest, frozenset(used))


@dataclass(frozen=True)
class Layout:
    """What a limit is laid out with."""

    case: Case
    ruler: Ruler
    start: date
    longest_extension: int

    def take(self, limit: int) -> "Walk":
        """Take procedures and extensions by date; what comes after the due date so far adds nothing."""
        walk = Walk(self, limit)
        for day, thing in sorted(self._dated(), key=lambda each: each[0]):
            if day <= walk.deadline().due:
                walk.add(thing)
        return walk

    def _dated(self) -> list[tuple[date, Procedure | Fact]]:
        dated: list[tuple[date, Procedure | Fact]] = [
            (procedure.deadline.start, procedure) for procedure in procedures(self.case, self.ruler)
        ]
        for fact in self.case.all("case.extension_approved"):
            asked = fact.moment("asked_at") or fact.time
            dated.append((self.case.day(max(asked, fact.time)), fact))
        return dated


@dataclass
class Walk:
    """One limit on its way to its due date."""

    layout: Layout
    limit: int
    excluded: frozenset[date] = frozenset()
    extension: Fact | None = None

    def add(self, thing: Procedure | Fact) -> None:
        if isinstance(thing, Procedure):
            self.excluded |= thing.excluded(self.layout.case, self.layout.start)
        elif self.extension is None and is_well_formed(thing, self.layout.ruler.book):
            self.extension = thing

    def deadline(self) -> Deadline:
        start, ruler = self.layout.start, self.layout.ruler
        granted = min(self.extension.data["days"], self.layout.longest_extension) if self.extension else 0
        due, unsure = ruler.due(start, self.limit + len(self.excluded) + granted, ruler.counts)
        return Deadline(start, self.limit, due, ruler.counts, unsure, self.excluded, granted)


def is_well_formed(extension: Fact, book: Book) -> bool:
    """With reason and told_at, by someone who may approve where the office says who may."""
    levels = book.approver_levels
    allowed = levels is None or extension.data.get("approver_level") in levels
    return extension.has("reason") and extension.data.get("told_at") is not None and allowed
