"""A case as the rules see it at one moment: the facts in force, sorted by kind, and its clocks, computed when asked."""

from collections.abc import Callable, Mapping, Sequence

from rules.calendar import Calendar
from rules.case_events import (
    Accepted,
    Closed,
    CompositeCreated,
    Corrected,
    Decided,
    MaterialReceived,
    NotAccepted,
    SpecialEnded,
    SpecialStarted,
    StageEntered,
    StageLeft,
    Submitted,
    SupplementNotified,
    SupplementReceived,
)
from rules.composite import BranchClock, branch_clocks
from rules.counting import Span
from rules.events import Data
from rules.fact import Fact
from rules.lazy import lazy
from rules.limits import MOVING, Limit, Procedure, Round, Start, Visit, limit_of, procedure_of
from rules.pairs import paired
from rules.rulebook import Colour, DayKind, Item, Rulebook
from rules.summary import Summary
from rules.zone import Zone, zone

ANSWERS: frozenset[type[Data]] = frozenset({Accepted, NotAccepted, SupplementNotified, Decided, Closed})
"""What answers a round of acceptance."""

ByKind = Mapping[type[Data], Sequence[Fact]]


def by_kind(facts: Sequence[Fact]) -> ByKind:
    """The facts sorted by kind, in order within each kind."""
    sorted_facts: dict[type[Data], list[Fact]] = {}
    for fact in facts:
        kind = type(fact.data)
        if kind in sorted_facts:
            sorted_facts[kind].append(fact)
        else:
            sorted_facts[kind] = [fact]
    return sorted_facts


class CaseView:
    """The facts in force at `now` (ms), judged by one rulebook and calendar; none where only ratings or findings are.

    `facts` are corrected and in order; those dated ahead of `now` are not among them. `facts_by_kind` are the same
    facts `by_kind`; `kinds` is the set of their kinds. `set_aside` are the rules whose card about
    the case as a whole a person revoked or rejected, or a deviation mutes: rules that follow them do not.
    """

    thorough = False
    """Whether clocks are worked out also where they ended long before: what an explanation asks for."""

    service_item: str | None = None
    """The item as a rating names it, where there is no case."""

    def __init__(
        self,
        facts: list[Fact],
        facts_by_kind: ByKind,
        rulebook: Rulebook,
        calendar: Calendar,
        now: int,
        start: Start | None = None,
    ) -> None:
        self.facts = facts
        self.rulebook = rulebook
        self.calendar = calendar
        self.now = now
        self.zone: Zone = zone(rulebook.zone)
        self.day: Callable[[int], int] = self.zone.day_of
        """The business day of an instant."""
        self.set_aside: frozenset[str] = frozenset()
        self._given_start = start
        self._known: Summary | None = None
        self._by_kind = facts_by_kind
        self.kinds = frozenset(facts_by_kind)
        self.accepted = self.first(Accepted)
        """The first acceptance."""

    def trust(self, known: Summary) -> None:
        """Take the clocks from the last judgement when they are asked for: nothing that moves them has come since.

        Only the plain ones: an acceptance, no special procedure, no extension.
        """
        plain = Accepted in self._by_kind and not self.has(MOVING)
        if plain and known.start is not None and not known.deemed:
            self._known = known

    @property
    def corrected(self) -> bool:
        """Whether there are corrections."""
        return Corrected in self._by_kind

    @property
    def trusted(self) -> bool:
        """Whether the clocks are those of the last judgement."""
        return self._known is not None

    def of(self, *kinds: type[Data]) -> Sequence[Fact]:
        """The facts of these kinds; in order within each kind."""
        by_kind = self._by_kind
        if len(kinds) == 1:
            return by_kind.get(kinds[0], ())
        return [fact for kind in kinds if kind in by_kind for fact in by_kind[kind]]

    def first(self, kind: type[Data]) -> Fact | None:
        """The first fact of this kind by time, source, id."""
        return self._by_kind[kind][0] if kind in self._by_kind else None

    def first_of(self, one_kind: type[Data], other_kind: type[Data]) -> Fact | None:
        """The first fact of two kinds by time, source, id."""
        one, other = self._by_kind.get(one_kind), self._by_kind.get(other_kind)
        if one and other:
            return min(one[0], other[0])
        found = one or other
        return found[0] if found else None

    def first_time(self, kinds: frozenset[type[Data]]) -> int | None:
        """When the first event of these kinds happened, in ms."""
        by_kind = self._by_kind
        if kinds.isdisjoint(by_kind):
            return None
        return min([facts[0].time for kind, facts in by_kind.items() if kind in kinds])

    def has(self, kinds: frozenset[type[Data]]) -> bool:
        """Whether there is any fact of these kinds."""
        return not kinds.isdisjoint(self._by_kind)

    def parameter(self, rule_id: str, name: str) -> int:
        """A whole-number parameter of a rule, as the rulebook sets it."""
        value = self.rulebook.rules[rule_id].parameters[name]
        if not isinstance(value, int):
            raise TypeError(f"{rule_id}.{name} is {value!r}, a whole number was expected")
        return value

    def may_show(self, rule_id: str, degree: str, provisional: bool) -> bool:
        """A provisional deadline may warn or give yellow, never red (contracts 2.10)."""
        return not (provisional and self.rulebook.rules[rule_id].colours[degree] is Colour.RED)

    @lazy
    def composite(self) -> Fact | None:
        """What made the case the master of a composite one (并联审批, 一件事), if it is one."""
        return self.first(CompositeCreated)

    @lazy
    def branches(self) -> Mapping[str, BranchClock]:
        """The clocks of a composite case's branches by number, as listed; none for any other case."""
        return branch_clocks(self)

    @lazy
    def go_live_at(self) -> int | None:
        """The first instant that is not history to this rulebook, in ms (contracts 2.17)."""
        day = self.rulebook.go_live
        return None if day is None else self.zone.start_of(day)

    def is_history(self, at: int) -> bool:
        """Whether a moment (ms) lies before this rulebook went live."""
        return self.go_live_at is not None and at < self.go_live_at

    @lazy
    def ended(self) -> Fact | None:
        """The first decision or close: what stops the limits (contracts 2.5)."""
        return self.first_of(Decided, Closed)

    @lazy
    def ended_at(self) -> int | None:
        """When that was, in ms."""
        return self.ended.time if self.ended else None

    @lazy
    def rounds(self) -> list[Round]:
        """The clocks of acceptance: the first receipt, then each complete supplement before acceptance (2.4)."""
        rounds: list[Round] = []
        if self.first_opener is None:
            return rounds
        days = self.parameter("T-01", "N")
        for opener in self._openers():
            if any(one.deemed and opener.time >= one.end for one in rounds):
                break
            due = self.calendar.add_working(self.day(opener.time), days)
            end = self.zone.start_of(due + 1)
            answer = self._answer(opener, end)
            rounds.append(Round(opener, due, end, answer, deemed=answer is None and self.now >= end))
        return rounds

    @lazy
    def first_opener(self) -> Fact | None:
        """The first event that may open a round; without it none runs."""
        return self.first_of(MaterialReceived, SupplementReceived)

    def _openers(self) -> list[Fact]:
        receipt = self.first(MaterialReceived)
        notice = self.first(SupplementNotified)
        accepted = self.accepted
        openers = [receipt] if receipt else []
        if notice is None:
            return openers
        openers += [
            fact
            for fact in self.of(SupplementReceived)
            if fact.data.complete and notice < fact and (accepted is None or fact < accepted)
        ]
        return sorted(openers)

    def _answer(self, opener: Fact, end: int) -> int | None:
        """When the office first answered a round before its end; an acceptance or end may lie before the receipt."""
        if not self.has(ANSWERS):
            return None
        firsts = (self.accepted, self.ended)
        times = [fact.time for fact in firsts if fact is not None and fact.time < end]
        times += [
            fact.time for fact in self.of(NotAccepted, SupplementNotified) if opener.time <= fact.time < end
        ]
        return min(times) if times else None

    @lazy
    def start(self) -> Start | None:
        """Where the limits run from: the deemed acceptance, else the acceptance (2.4)."""
        if self._given_start is not None:
            return self._given_start
        accepted = self.accepted
        if self._known is not None and self._known.start is not None and accepted is not None:
            return Start(self._known.start, accepted.time, False, accepted)
        for one in () if self._accepted_soon() else self.rounds:
            if one.deemed:
                return Start(self.day(one.opener.time), one.opener.time, deemed=True, fact=one.opener)
        if accepted:
            return Start(self.day(accepted.time), accepted.time, deemed=False, fact=accepted)
        return None

    def _accepted_soon(self) -> bool:
        """Whether the acceptance lies before any round could end, holidays or not, so that none was silence."""
        opener, accepted = self.first_opener, self.accepted
        if opener is None or accepted is None:
            return opener is None
        return accepted.time < self.zone.start_of(self.day(opener.time) + self.parameter("T-01", "N") + 1)

    @lazy
    def item_code(self) -> str | None:
        """The item as the acceptance names it, else the submission."""
        named = self.accepted or self.first(Submitted)
        return str(named.data.item_code) if named else self.service_item

    @lazy
    def item(self) -> Item | None:
        """The catalogue's version of the start date; before a start, of the first event's date (2.4)."""
        day = self.start.day if self.start else self.day(self.facts[0].time if self.facts else self.now)
        return self.rulebook.item(self.item_code, day)

    @lazy
    def day_kind(self) -> DayKind:
        """How the item counts days; working days where the item is not known."""
        return self.item.day_kind if self.item else DayKind.WORKING

    @lazy
    def joint(self) -> bool:
        """统一办理、联合办理: by the acceptance or the item, or as a composite case (行政许可法 42)."""
        if self.composite is not None or (self.accepted and self.accepted.data.joint):
            return True
        return bool(self.item and self.item.joint)

    @lazy
    def promise_days(self) -> int | None:
        """The promise in days: the acceptance's, else the catalogue's."""
        given = self.accepted.data.promise_days if self.accepted else None
        return given or (self.item.promise_days if self.item else None)

    @lazy
    def legal_days(self) -> int:
        """The legal limit in days: the acceptance's, else the catalogue's, else 20, 45 where joint (2.8)."""
        given = self.accepted.data.legal_days if self.accepted else None
        return given or (self.item.legal_days if self.item else None) or (45 if self.joint else 20)

    @lazy
    def promise(self) -> Limit | None:
        """The promise limit, None where there is no start, no known item, or no promise."""
        if self._known is not None:
            return _plain(self.promise_days, self._known.promise_due, self._known.promise_provisional)
        return None if self.start is None else self._limit(self.start, self.promise_days)

    @lazy
    def legal(self) -> Limit | None:
        """The legal limit (行政许可法 42), None where there is no start or no known item."""
        if self._known is not None:
            return _plain(self.legal_days, self._known.legal_due, self._known.legal_provisional)
        return None if self.start is None else self._limit(self.start, self.legal_days)

    def _limit(self, start: Start, days: int | None) -> Limit | None:
        return None if self.item is None or days is None else limit_of(self, start, days)

    @lazy
    def promise_due(self) -> int | None:
        """The last day of the promise (ordinal)."""
        if self._known is not None:
            return self._known.promise_due
        return self.promise.due if self.promise else None

    @lazy
    def excluded(self) -> tuple[Span, ...]:
        """The days that special procedures take out of the promise."""
        return self.promise.spans if self._known is None and self.promise else ()

    @lazy
    def procedures(self) -> list[Procedure]:
        """The special procedures, an end closing the earliest open begin of its kind (2.14)."""
        pairs = paired(self.of(SpecialStarted), self.of(SpecialEnded), "kind")
        return [procedure_of(self, begin, end) for begin, end in pairs]

    @lazy
    def visits(self) -> list[Visit]:
        """The stage visits, a leave closing the earliest open entry of its stage (2.14)."""
        return paired(self.of(StageEntered), self.of(StageLeft), "stage_code")


def _plain(days: int | None, due: int | None, provisional: bool) -> Limit | None:
    """A limit that nothing moved."""
    if days is None or due is None:
        return None
    return Limit(days, 0, 0, due, (), (), (), provisional)
