"""One sitting on one case: what the rules find, what people did, what follows from the cards themselves.

In this order, because a card must stand before anybody can act on it, and rules that follow a card (T-06, E-01) look at
what became of it.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from rules import acting, unanswered
from rules.acting import Decision, Desk
from rules.cards import FINAL, Card, CardRecord
from rules.desk import move_of
from rules.deviations import exemptions_for, muted_until, muting
from rules.dossier import Dossier
from rules.drafting import draft, draft_lead, showable
from rules.leads import LeadRecord, lead_of, reconcile_leads
from rules.reconcile import Change, settle, take_over
from rules.rulebook import Rulebook
from rules.rules import applicable
from rules.verdict import LEAD, Status, Verdict
from rules.view import CaseView
from rules.zone import zone

LEADER_RULE, FOLLOWERS = "T-04", ("T-06",)
"""T-06 is about what became of T-04's card."""

ACTIONS, MUTED = "actions", "muted"
CARDS_WAKES = (ACTIONS, MUTED, unanswered.RULE)
"""Wakes about cards: an action waits for its target; a deviation expires; an answer is due."""

CASE = "case"

PENDING, SATISFIED = Status.PENDING, Status.SATISFIED


class Judgement(NamedTuple):
    """What a sitting made: revisions of cards, decisions on actions, revisions of leads; each in order."""

    cards: list[Change]
    decisions: list[Decision]
    leads: list[LeadRecord]


class Sitting:
    """`now` is in ms; `wakes` are the moments to look again, filled as the sitting goes on."""

    def __init__(self, dossier: Dossier, case: CaseView | None, now: int, wakes: dict[str, int]) -> None:
        self.dossier, self.case, self.now, self.wakes = dossier, case, now, wakes
        self.made = Judgement([], [], [])

    def hear(self, judged: tuple[str, ...], cause: str, register: Callable[[int], Rulebook]) -> None:
        """Judge the rules, decide on actions, then look after the cards there are."""
        drafts = self._find(judged, cause)
        if not (drafts or self.dossier.cards or self.dossier.actions):
            return
        self._register = register(self.now)
        self._bring_in_line(judged, drafts, cause)
        if self.dossier.actions:
            self._decide()
        if self.dossier.cards:
            self._follow_cards(cause)

    def wake(self, key: str, at: int | None) -> None:
        """Look again at this moment, for this reason."""
        if at is not None and (key not in self.wakes or at < self.wakes[key]):
            self.wakes[key] = at

    def _find(self, judged: tuple[str, ...], cause: str) -> list[tuple[str, CardRecord]]:
        """What the rules say that asks for a card, as (group, record); what asks for a lead is settled at once."""
        case = self.case
        drafts: list[tuple[str, CardRecord]] = []
        leads: list[LeadRecord] = []
        if case is not None:
            if self.dossier.cards:
                case.set_aside = set_aside(self.dossier.cards)
            now = self.now
            for rule_id, judge in applicable(judged, case):
                for verdict in judge(case):
                    if verdict.status is SATISFIED:
                        continue
                    if verdict.status is PENDING or verdict.at > now:  # what is not true yet
                        self.wake(rule_id, verdict.at)
                    else:
                        self._violated(case, rule_id, verdict, drafts, leads)
        if leads or self.dossier.leads:
            self.dossier.leads, changed = reconcile_leads(self.dossier.leads, judged, leads, cause)
            self.made.leads.extend(changed)
        return drafts

    def _violated(
        self,
        case: CaseView,
        rule_id: str,
        verdict: Verdict,
        drafts: list[tuple[str, CardRecord]],
        leads: list[LeadRecord],
    ) -> None:
        self.wake(rule_id, verdict.again)
        if verdict.degree == LEAD:
            leads.append(lead_of(draft_lead(case, rule_id, verdict), self.dossier.subject))
        else:
            drafts += self._cards_for(case, rule_id, verdict)

    def _cards_for(self, case: CaseView, rule_id: str, verdict: Verdict) -> list[tuple[str, CardRecord]]:
        """The cards a violated verdict asks for, as (group, record); none where none may be shown."""
        return [
            (shown.group or shown.occasion, draft(case, self.dossier.subject, rule_id, shown))
            for shown in showable(case, rule_id, verdict)
        ]

    def _bring_in_line(
        self, judged: Collection[str], drafts: list[tuple[str, CardRecord]], cause: str
    ) -> None:
        """Give the cards what was found and settle them; rules that follow a card are asked when one is set aside."""
        aside = set_aside(self.dossier.cards)
        before = _records(self.dossier.cards)
        mute = muting(self._register, self._day)
        self.dossier.cards, news = take_over(self.dossier.cards, judged, drafts, mute, self.case)
        if news:
            self.made.cards.extend(settle(self.dossier.cards, before, self.case, cause))
        if set_aside(self.dossier.cards) != aside:
            self._bring_in_line(FOLLOWERS, self._find(FOLLOWERS, cause), cause)

    def _decide(self) -> None:
        """Decide on actions until none can be decided; each is the cause of what it changes."""
        desk = Desk(self._register, self._day, self.now)
        while True:
            aside, before = set_aside(self.dossier.cards), _records(self.dossier.cards)
            decision = acting.next_decision(self.dossier, self.case, desk)
            if decision is None:
                break
            self.made.decisions.append(decision)
            cause = self._cause(decision)
            self.made.cards.extend(settle(self.dossier.cards, before, self.case, cause))
            if set_aside(self.dossier.cards) != aside:
                self._bring_in_line(FOLLOWERS, self._find(FOLLOWERS, cause), cause)
        self.wake(ACTIONS, acting.waits_until(self.dossier))

    def _cause(self, decision: Decision) -> str:
        cause = acting.cause_of(decision)
        if decision.card is None or move_of(decision.action.fact.data) not in ("revoke", "grant"):
            return cause
        filed = [each.ground for each in exemptions_for(self._register, decision.card.record)]
        return cause + (f"；E-05 容错免责备案 / exemption filed: {', '.join(filed)}" if filed else "")

    def _follow_cards(self, cause: str) -> None:
        """Answers that are due (E-01), and the moments at which deviations expire."""
        case = self.case
        if case is not None and unanswered.RULE in case.rulebook.enabled:
            drafts: list[tuple[str, CardRecord]] = []
            unanswered.note_missed(self.dossier.cards, self.now)
            for verdict in unanswered.e01(case, self.dossier.cards):
                self.wake(unanswered.RULE, verdict.wake)
                if verdict.status is Status.VIOLATED:
                    drafts += self._cards_for(case, unanswered.RULE, verdict)
            if drafts or any(card.record.rule_id == unanswered.RULE for card in self.dossier.cards):
                self._bring_in_line((unanswered.RULE,), drafts, cause)
        for card in self.dossier.cards:
            if card.muted:
                last = muted_until(self._register, self._day, card.record)
                if last is not None and case is not None:
                    self.wake(MUTED, case.zone.start_of(last + 1))

    @property
    def _day(self) -> int:
        return (
            self.case.day(self.now) if self.case is not None else zone(self._register.zone).day_of(self.now)
        )


def set_aside(cards: Sequence[Card]) -> frozenset[str]:
    """The rules whose card about the case as a whole has no effect, by a person's decision or a deviation."""
    if not cards:
        return _NONE
    return frozenset(
        card.record.rule_id
        for card in cards
        if card.record.occasion == CASE and (card.base in FINAL or card.muted)
    )


_NONE: frozenset[str] = frozenset()


def _records(cards: Sequence[Card]) -> dict[str, CardRecord]:
    return {card.record.card_id: card.record for card in cards}
