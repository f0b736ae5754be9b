"""judge(dossier, rulebook, now) → verdicts and the next moment to look again; then reconcile (architecture 3).

Late events, corrections, deadlines, replays and files all go through here. There is no second path.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rules.calendar import Calendar
from rules.cards import CardRecord
from rules.case_events import CASE_DATA, Corrected
from rules.corrections import in_force
from rules.dossier import Dossier, Fact
from rules.drafting import draft
from rules.privacy import Border
from rules.reconcile import Change, reconcile
from rules.rulebook import Rulebook
from rules.rules import ALL, RULES, applicable
from rules.summary import summarise, touched
from rules.verdict import Status, Verdict
from rules.view import CaseView, by_kind
from rules.zone import zone

START, AHEAD = "start", "ahead"
"""Wakes that are no rule's: an acceptance would be deemed; a fact dated ahead takes effect."""

_NO_RULES = (START, AHEAD)
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

    def rulebook_of(self, day: int) -> Rulebook:
        """The version with the latest `valid_from` on or before the day; the first one for days before all."""
        fitting = [each for each in self.rulebooks if each.valid_from <= day]
        return fitting[-1] if fitting else self.rulebooks[0]

    def view(self, dossier: Dossier, now: int) -> tuple[CaseView | None, int | None]:
        """The case as seen at `now`, and when the next fact dated ahead takes effect; no view without facts."""
        facts, kinds, ahead = dossier.facts, by_kind(dossier.facts), None
        if not (facts and facts[-1].time <= now and kinds.keys() <= _PLAIN_KINDS):
            facts, ahead = _effective(facts, now)
            kinds = by_kind(facts)
        if not facts:
            return None, ahead
        if len(self.rulebooks) == 1:
            return CaseView(facts, kinds, self.rulebooks[0], self.calendar, now), ahead
        first = self.rulebook_of(zone(self.rulebooks[0].zone).day_of(facts[0].time))
        case = CaseView(facts, kinds, first, self.calendar, now)
        if case.start is not None:
            pinned = self.rulebook_of(case.start.day)
            if pinned is not first:
                case = CaseView(facts, kinds, pinned, self.calendar, now, start=case.start)
        return case, ahead

    def judge(
        self,
        dossier: Dossier,
        now: int,
        cause: str,
        only: tuple[str, ...] | None = None,
        *,
        same_clocks: bool = False,
    ) -> list[Change]:
        """Judge the rules named (all by default) at `now`; returns the cards that changed.

        Rules with a card in the dossier are judged in any case, because any event may change what stands on it.
        `same_clocks`: nothing has come since the last judgement that moves a clock. Neither is asked where there are
        corrections, because one may have come before what it corrects: such a case is judged as a whole.
        """
        case, ahead = self.view(dossier, now)
        if case is not None and case.first(Corrected) is not None:
            only, same_clocks = None, False
        known = dossier.summary if same_clocks else None
        judged = self._rules(dossier, only)
        wakes = {} if only is None else _kept(dossier.wakes, judged)
        drafts: list[tuple[str, CardRecord]] = []
        if case is not None:
            if known is not None:
                case.trust(known)
            for rule_id, verdict in _open_verdicts(case, judged):
                _wake(wakes, rule_id, verdict.wake)
                if verdict.status is Status.VIOLATED:
                    record = draft(case, dossier.subject, rule_id, verdict)
                    drafts.append((verdict.group or verdict.occasion, record))
            _wake(wakes, START, _deemed_at(case))
            dossier.summary = summarise(case) if known is None else touched(known, case)
        _wake(wakes, AHEAD, ahead)
        dossier.wakes = wakes
        return reconcile(dossier, case, judged, drafts, cause)

    def findings(self, dossier: Dossier, now: int) -> list[Finding]:
        """Every verdict of every enabled rule, its clock worked out: satisfied, pending, violated."""
        case, _ = self.view(dossier, now)
        if case is None:
            return []
        case.thorough = True
        plan = applicable(ALL, case.kinds)
        return [Finding(rule_id, each) for rule_id in plan for each in _verdicts(case, rule_id)]

    def _rules(self, dossier: Dossier, only: tuple[str, ...] | None) -> tuple[str, ...]:
        if only is None:
            return ALL
        if not dossier.cards:
            return only
        carded = {card.record.rule_id for card in dossier.cards}
        return tuple(rule_id for rule_id in ALL if rule_id in only or rule_id in carded)


def _open_verdicts(case: CaseView, judged: tuple[str, ...]) -> list[tuple[str, Verdict]]:
    """The verdicts that are true or may become so; most rules of most cases have none."""
    return [
        (rule_id, verdict)
        for rule_id in applicable(judged, case.kinds)
        for verdict in _verdicts(case, rule_id)
        if verdict.status is not Status.SATISFIED
    ]


def _kept(wakes: dict[str, int], judged: tuple[str, ...]) -> dict[str, int]:
    """The moments that rules not judged now wait for."""
    return {key: at for key, at in wakes.items() if key not in judged and key not in _NO_RULES}


def _verdicts(case: CaseView, rule_id: str) -> list[Verdict]:
    """A rule's verdicts; what is not true yet is pending."""
    if not case.rulebook.rules[rule_id].enabled:
        return []
    verdicts = RULES[rule_id].judge(case)
    for verdict in verdicts:
        if verdict.at > case.now and verdict.status is Status.VIOLATED:
            verdict.status = Status.PENDING
    return verdicts


def _effective(facts: list[Fact], now: int) -> tuple[list[Fact], int | None]:
    """The case's facts in force at `now`, and the moment the next one dated ahead takes effect (contracts 1)."""
    mine = [fact for fact in facts if type(fact.data) in _CASE_KINDS]
    standing = in_force(mine, now)
    if not mine or max(mine[-1].time, standing[-1].time if standing else 0) <= now:
        return standing, None
    ahead = [fact.time for fact in (*mine, *standing) if fact.time > now]
    return [fact for fact in standing if fact.time <= now], min(ahead)


def _deemed_at(case: CaseView) -> int | None:
    """When an unanswered round would become a deemed acceptance."""
    if case.trusted or case.first_opener is None:
        return None
    ends = [one.end for one in case.rounds if one.answer is None and one.end > case.now]
    return min(ends) if ends else None


def _wake(wakes: dict[str, int], key: str, at: int | None) -> None:
    if at is not None and (key not in wakes or at < wakes[key]):
        wakes[key] = at
