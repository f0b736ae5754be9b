"""judge(dossier, rulebook, now) → verdicts and the next moment to look again; then reconcile (architecture 3).

Late events, corrections, deadlines, replays and files all go through here. There is no second path.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from rules import unanswered
from rules.calendar import Calendar
from rules.case_events import CASE_DATA, Corrected
from rules.corrections import in_force
from rules.dossier import Dossier
from rules.fact import Fact
from rules.leaving import LEAVING, leaves_at
from rules.office import Office
from rules.privacy import Border
from rules.rulebook import Rulebook
from rules.rules import ALL, WHOLE, Plan, applicable
from rules.sitting import ALERTS, FOLLOWERS, FOLLOWING_WAKES, LEADER_RULE, Judgement, Sitting, set_aside
from rules.summary import summarise, touched
from rules.verdict import Status, Verdict
from rules.view import CaseView, by_kind
from rules.zone import zone

START, AHEAD = "start", "ahead"
"""Wakes that are no rule's: an acceptance would be deemed; a fact dated ahead takes effect."""

NO_CASE = ("service:", "finding:", "window:", "unit:")
"""How subjects begin that are no case number: a service rated without a case, what was found on site."""

_ALWAYS_ANEW = frozenset({START, AHEAD, LEAVING, *FOLLOWING_WAKES})
_CASE_KINDS = frozenset(CASE_DATA)
_PLAIN_KINDS = _CASE_KINDS - {Corrected}
"""Facts that are in force as they were read."""


class Finding(NamedTuple):
    """One rule's verdict on one occasion, as `explain` shows it."""

    rule_id: str
    verdict: Verdict


class Court:
    """The rulebook versions and the calendar in force, and the two functions that use them."""

    def __init__(self, rulebooks: Sequence[Rulebook], calendar: Calendar, border: Border) -> None:
        if not rulebooks:
            raise ValueError("a court needs at least one rulebook")
        self.rulebooks = sorted(rulebooks, key=lambda each: (each.valid_from, each.version))
        self.calendar = calendar
        self.border = border
        self.zone = zone(self.rulebooks[-1].zone)
        self.fingerprint = _fingerprint(self.rulebooks, calendar)

    def rulebook_of(self, day: int) -> Rulebook:
        """The version with the latest `valid_from` on or before the day; the first one for days before all."""
        fitting = [each for each in self.rulebooks if each.valid_from <= day]
        return fitting[-1] if fitting else self.rulebooks[0]

    def register(self, now: int) -> Rulebook:
        """The version whose registers (staff, duty, deviations, exemptions) hold at the moment, in ms."""
        return self.rulebook_of(self.zone.day_of(now))

    def leaves_at(self, dossier: Dossier) -> int | None:
        """When a closed case leaves of which nothing is ahead (ms); None where something is open."""
        if dossier.wakes or dossier.summary is None:
            return None
        start = dossier.summary.start
        day = self.zone.day_of(dossier.facts[0].time) if start is None else start
        return leaves_at(dossier, self.rulebook_of(day).keep_closed_days)

    def office(self, now: int) -> Office:
        """The registers and the calendar that hold at the moment, in ms."""
        day = self.zone.day_of(now)
        turns = next((each.valid_from for each in self.rulebooks if each.valid_from > day), None)
        return Office(self.rulebook_of(day), self.calendar, self.zone, now, turns)

    def view(self, dossier: Dossier, now: int) -> tuple[CaseView | None, int | None]:
        """The case as seen at `now`, and when the next fact dated ahead takes effect; no view without facts."""
        facts, kinds, ahead = dossier.facts, by_kind(dossier.facts), None
        if not (facts and facts[-1].time <= now and kinds.keys() <= _PLAIN_KINDS):
            facts, ahead = _effective(facts, now)
            kinds = by_kind(facts)
        if not facts or _is_unknown(dossier):
            return self._beside(dossier, now), ahead
        if len(self.rulebooks) == 1:
            return CaseView(facts, kinds, self.rulebooks[0], self.calendar, now), ahead
        first = self.rulebook_of(zone(self.rulebooks[0].zone).day_of(facts[0].time))
        case = CaseView(facts, kinds, first, self.calendar, now)
        if case.start is not None:
            pinned = self.rulebook_of(case.start.day)
            if pinned is not first:
                case = CaseView(facts, kinds, pinned, self.calendar, now, start=case.start)
        return case, ahead

    def _beside(self, dossier: Dossier, now: int) -> CaseView | None:
        """The view of a subject that is no case (yet): a service that was rated, a finding, a card by hand."""
        beside = [*dossier.ratings, *dossier.findings]
        if dossier.subject.startswith(NO_CASE):
            beside += [action.fact for action in dossier.actions]
        if not beside:
            return None
        first = min(beside)
        view = CaseView([], {}, self.rulebook_of(self.zone.day_of(first.time)), self.calendar, now)
        view.service_item = getattr(first.data, "item_code", None)
        return view

    def judge(self, dossier: Dossier, now: int, cause: str, plan: Plan = WHOLE) -> Judgement:
        """Judge the rules of the plan (all by default) at `now` (ms), then decide on what people did that waits.

        Rules with a card or a lead in the dossier are judged too where the plan says so. The plan is not followed where
        there are corrections, because one may have come before what it corrects, nor where a moved start may choose
        another rulebook: such a case is judged as a whole.
        """
        anew, dossier.court = dossier.court != self.fingerprint, self.fingerprint
        case, ahead = self.view(dossier, now)
        known = dossier.summary if plan.same_clocks else None
        if case is not None:
            if case.corrected or (known is None and len(self.rulebooks) > 1):
                plan, known = WHOLE, None
            if known is not None:
                case.trust(known)
        judged = _judged(dossier, plan)
        sitting = Sitting(dossier, case, now, _kept(dossier.wakes, plan, judged))
        sitting.hear(judged, cause, self.office, anew=anew)
        if case is not None:
            sitting.wake(START, _deemed_at(case))
            if case.facts:
                dossier.summary = summarise(case) if known is None else touched(known, case)
        sitting.wake(AHEAD, ahead)
        if case is not None and not sitting.wakes:
            sitting.wake(LEAVING, leaves_at(dossier, case.rulebook.keep_closed_days))
        dossier.wakes = sitting.wakes
        return sitting.made

    def remind(self, dossier: Dossier, now: int, cause: str) -> Judgement | None:
        """Tell and remind of what stands at `now` (ms), where that is all that is due: nothing of the case is asked.

        None, and nothing is told, where the case has to be judged after all: by another court than before.
        """
        if dossier.court != self.fingerprint:
            return None
        kept = {key: at for key, at in dossier.wakes.items() if key != ALERTS}
        sitting = Sitting(dossier, None, now, kept)
        sitting.remind(cause, self.office(now))
        dossier.wakes = sitting.wakes
        if (leaving := self.leaves_at(dossier)) is not None:
            dossier.wakes = {LEAVING: leaving}
        return sitting.made

    def findings(self, dossier: Dossier, now: int) -> list[Finding]:
        """Every verdict of every enabled rule, its clock worked out: satisfied, pending, violated."""
        case, _ = self.view(dossier, now)
        if case is None:
            return []
        case.thorough = True
        case.set_aside = set_aside(dossier.cards)
        plan = applicable(ALL, case)
        found = [Finding(rule_id, each) for rule_id, judge in plan for each in judge(case)]
        for _, verdict in found:
            if verdict.at > now and verdict.status is Status.VIOLATED:  # what is not true yet
                verdict.status = Status.PENDING
        if unanswered.RULE in case.rulebook.enabled:
            found += [Finding(unanswered.RULE, each) for each in unanswered.e01(case, dossier.cards)]
        return found


def _judged(dossier: Dossier, plan: Plan) -> tuple[str, ...]:
    """The rules to ask: those of the plan, those whose cards or leads may change, and those that follow one of them."""
    asked = plan.asked
    if plan is WHOLE:
        return asked
    if dossier.cards or dossier.leads:
        asked = _with_standing(dossier, plan)
    if LEADER_RULE in asked:
        return (*asked, *(each for each in FOLLOWERS if each not in asked))
    return asked


def _with_standing(dossier: Dossier, plan: Plan) -> tuple[str, ...]:
    """The rules of the plan and those with a card or a lead about the case that the event may concern."""
    standing = {card.record.rule_id for card in dossier.cards}
    standing.update([lead.rule_id for lead in dossier.leads if lead.subject == dossier.subject])
    if not plan.standing:
        standing &= plan.over
    if not standing:
        return plan.asked
    return tuple([rule_id for rule_id in ALL if rule_id in plan.asked or rule_id in standing])


def _kept(wakes: dict[str, int], plan: Plan, judged: tuple[str, ...]) -> dict[str, int]:
    """The moments that rules not judged now wait for."""
    if plan is WHOLE or not wakes:
        return {}
    return {
        key: at
        for key, at in wakes.items()
        if key not in judged and key not in plan.over and key not in _ALWAYS_ANEW
    }


def _fingerprint(rulebooks: Sequence[Rulebook], calendar: Calendar) -> bytes:
    """Eight bytes that differ where anything a verdict rests on differs."""
    digest = blake2b(digest_size=8)
    for book in rulebooks:
        digest.update(book.rulebook_hash.encode())
    digest.update(calendar.digest)
    return digest.digest()


def _effective(facts: list[Fact], now: int) -> tuple[list[Fact], int | None]:
    """The case's facts in force at `now`, and the moment the next one dated ahead takes effect (contracts 1)."""
    mine = [fact for fact in facts if type(fact.data) in _CASE_KINDS]
    standing = in_force(mine, now)
    if not mine or max(mine[-1].time, standing[-1].time if standing else 0) <= now:
        return standing, None
    ahead = [fact.time for fact in (*mine, *standing) if fact.time > now]
    return [fact for fact in standing if fact.time <= now], min(ahead)


def _is_unknown(dossier: Dossier) -> bool:
    """Whether nothing was read of the case itself: corrections of its ratings, or of what has not come yet, are not
    events of a case."""
    return all(type(fact.data) is Corrected for fact in dossier.facts if type(fact.data) in _CASE_KINDS)


def _deemed_at(case: CaseView) -> int | None:
    """When an unanswered round would become a deemed acceptance."""
    if case.accepted is not None or case.first_opener is None:
        return None  # an acceptance answers every round that has not ended
    ends = [one.end for one in case.rounds if one.answer is None and one.end > case.now]
    return min(ends) if ends else None
