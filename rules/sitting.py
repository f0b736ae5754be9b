"""One sitting on one case: what the rules find, what people did, what follows from the cards themselves.

In this order, because a card must stand before anybody can act on it, and rules that follow a card (T-06, E-01) look at
what became of it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec

from rules import acting, investigation, unanswered
from rules.acting import Decision
from rules.alert_care import next_wake as next_alert
from rules.alert_care import reconcile_alerts
from rules.alerts import OVER, Alert, AlertChange
from rules.cards import FINAL, Card, CardRecord
from rules.case_events import Closed, ComplaintOpened, Decided
from rules.contacts import forget
from rules.desk import move_of
from rules.deviations import exemptions_for, muted_until, muting
from rules.dossier import Dossier
from rules.drafting import draft, draft_lead, showable
from rules.finding_rules import FINDING_RULES, judge_findings
from rules.leads import LeadRecord, lead_of, reconcile_leads
from rules.month_desk import MonthRecord
from rules.office import Office
from rules.rating_rules import r05, said_by_labels
from rules.ratings import Rating, RatingRecord
from rules.reconcile import Change, settle, take_over
from rules.rulebook import Colour
from rules.rules import applicable
from rules.ticket_care import next_wake, settle_tickets
from rules.ticket_rules import r02, r03, r04
from rules.tickets import Need, Ticket, TicketChange, TicketRecord
from rules.verdict import LEAD, Status, Verdict
from rules.view import CaseView

LEADER_RULE, FOLLOWERS = "T-04", ("T-06",)
"""T-06 is about what became of T-04's card."""

TICKET_RULES = {"R-02": r02, "R-03": r03, "R-04": r04}
"""Rules that look at tickets instead of events."""

LABEL_RULE = "R-05"
"""The rule that holds labels of ratings against cards."""

ACTIONS, MUTED, RATINGS, TICKETS, ALERTS = "actions", "muted", "ratings", "tickets", "alerts"
FOLLOWING_WAKES = (ACTIONS, MUTED, RATINGS, TICKETS, ALERTS, unanswered.RULE, *TICKET_RULES)
"""Wakes that are not about the facts of the case: an action waits for its target, a deviation expires, a rating dated
ahead takes effect, a deadline of a ticket comes, somebody is to be told or reminded, an answer is due."""

CASE = "case"

PENDING, SATISFIED = Status.PENDING, Status.SATISFIED


class Judgement(NamedTuple):
    """What a sitting made: revisions of cards, decisions on actions, revisions of leads, ratings, tickets, months and
    alerts; each in order. `forgotten` are the keys of contacts that nobody needs any more."""

    cards: list[Change]
    decisions: list[Decision]
    leads: list[LeadRecord]
    ratings: list[RatingRecord]
    tickets: list[TicketChange]
    months: list[MonthRecord]
    forgotten: list[str]
    alerts: list[AlertChange]

    @classmethod
    def of_nothing(cls) -> "Judgement":
        """That of a sitting that changed nothing."""
        return cls([], [], [], [], [], [], [], [])


class Sitting:
    """`now` is in ms; `wakes` are the moments to look again, filled as the sitting goes on."""

    def __init__(self, dossier: Dossier, case: CaseView | None, now: int, wakes: dict[str, int]) -> None:
        self.dossier, self.case, self.now, self.wakes = dossier, case, now, wakes
        self.made = Judgement.of_nothing()
        self._floor = dossier.floor(now)
        self._ratings: list[Rating] = []
        self._upheld: tuple[int, ...] | None = None
        self._label_evidence: Mapping[str, tuple[str, ...]] = {}
        self._systemic: list[Need] = []

    def hear(
        self, judged: tuple[str, ...], cause: str, office: Callable[[int], Office], *, anew: bool
    ) -> None:
        """Judge the rules, decide on actions, then look after the cards and tickets there are, and tell of them.

        `anew`: another rulebook or calendar is in force than when the case was last judged.
        """
        dossier, case = self.dossier, self.case
        if dossier.ratings and case is not None:
            self._rate(case)
            self._label_evidence = said_by_labels(self._ratings)
        drafts = self._find(judged, cause)
        if not (drafts or self.made.leads or self._has_more()):
            return
        self._office = self._numbered(office(self.now))
        self._bring_in_line(judged, drafts, cause)
        if dossier.findings and case is not None:
            self._judge_findings(case, cause)
        self._look_after(cause)
        if dossier.actions:
            self._decide()
        if dossier.cards or dossier.tickets:
            before = len(self.made.cards)
            self._follow_tickets(cause)
            self._follow_cards(cause)
            if len(self.made.cards) != before:
                self._look_after(cause)
        if dossier.ratings:
            self.made.forgotten.extend(forget(dossier, self.now))
        self._wake_for_tickets()
        self._tell(cause, anew=anew)

    def remind(self, cause: str, office: Office) -> None:
        """Tell of what time alone makes due, and of nothing else."""
        known = self.dossier.summary
        self._office = self._numbered(office)
        ended = known is not None and (known.decided is not None or known.closed is not None)
        item = known.item_code if known is not None else None
        self._tell_due(cause, ended=ended, item_code=item, changed=False)

    def _numbered(self, office: Office) -> Office:
        return office._replace(floor=self._floor) if self._floor else office

    def _has_more(self) -> bool:
        """Whether there is anything to look after besides what the rules find."""
        dossier, case = self.dossier, self.case
        if dossier.cards or dossier.actions or dossier.tickets or dossier.ratings or dossier.findings:
            return True
        if dossier.alerts:
            return True
        return case is not None and ComplaintOpened in case.kinds

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
        self._tell_leads(judged, leads, cause)
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
        told = self._label_evidence.get(rule_id, ())
        return [
            (
                shown.group or shown.occasion,
                _with_evidence(draft(case, self.dossier.subject, rule_id, shown), told),
            )
            for shown in showable(case, rule_id, verdict)
        ]

    def _bring_in_line(
        self, judged: Collection[str], drafts: list[tuple[str, CardRecord]], cause: str
    ) -> None:
        """Give the cards what was found and settle them; rules that follow a card are asked when one is set aside."""
        aside = set_aside(self.dossier.cards)
        before = _records(self.dossier.cards)
        mute = muting(self._office.register, self._office.day)
        self.dossier.cards, news = take_over(self.dossier.cards, judged, drafts, mute, self.case)
        if news:
            self.made.cards.extend(settle(self.dossier.cards, before, self.case, cause, self._floor))
        if set_aside(self.dossier.cards) != aside:
            self._bring_in_line(FOLLOWERS, self._find(FOLLOWERS, cause), cause)

    def _decide(self) -> None:
        """Decide on actions until none can be decided; each is the cause of what it changes."""
        while True:
            aside, before = set_aside(self.dossier.cards), _records(self.dossier.cards)
            tickets = _tickets(self.dossier.tickets)
            decision = acting.next_decision(self.dossier, self.case, self._office)
            if decision is None:
                break
            self.made.decisions.append(decision)
            cause = self._cause(decision)
            self.made.cards.extend(settle(self.dossier.cards, before, self.case, cause, self._floor))
            self.made.tickets.extend(settle_tickets(self.dossier.tickets, tickets, self._office, cause))
            if isinstance(decision.target, LeadRecord) and decision.action.outcome == acting.DONE:
                self.made.leads.append(decision.target)
            if isinstance(decision.target, MonthRecord) and decision.action.outcome == acting.DONE:
                self.made.months.append(decision.target)
            if set_aside(self.dossier.cards) != aside:
                self._bring_in_line(FOLLOWERS, self._find(FOLLOWERS, cause), cause)
            self._look_after(cause)
            if isinstance(decision.target, Alert):
                self._tell(cause, anew=True)
        self.wake(ACTIONS, acting.waits_until(self.dossier))

    def _cause(self, decision: Decision) -> str:
        cause = acting.cause_of(decision)
        if decision.card is None or move_of(decision.action.fact.data) not in ("revoke", "grant"):
            return cause
        filed = [each.ground for each in exemptions_for(self._office.register, decision.card.record)]
        return cause + (f"；E-05 容错免责备案 / exemption filed: {', '.join(filed)}" if filed else "")

    def _judge_findings(self, case: CaseView, cause: str) -> None:
        """What rules over many cases found, where the subject is a finding."""
        found = judge_findings(case, self.dossier.subject, self.dossier.findings)
        self._systemic = found.needs
        drafts: list[tuple[str, CardRecord]] = []
        leads: list[LeadRecord] = []
        for rule_id, verdict in found.verdicts:
            self._violated(case, rule_id, verdict, drafts, leads)
        self._bring_in_line(FINDING_RULES, drafts, cause)
        self._tell_leads(FINDING_RULES, leads, cause)

    def _tell_leads(self, judged: Collection[str], leads: Sequence[LeadRecord], cause: str) -> None:
        if leads or self.dossier.leads:
            self.dossier.leads, changed = reconcile_leads(
                self.dossier.leads, judged, leads, cause, self._floor
            )
            self.made.leads.extend(changed)

    def _look_after(self, cause: str) -> None:
        """Say what became of ratings, hold their labels against the cards, and look after the tickets."""
        dossier, case = self.dossier, self.case
        if case is None:
            return
        if dossier.ratings:
            self._rate(case)
            self.made.ratings.extend(investigation.say(dossier, self._ratings, cause, self._floor))
            self._hold_labels(case, cause)
            self.wake(RATINGS, investigation.ahead(dossier, self.now))
        self.made.tickets.extend(
            investigation.look_after(dossier, case, self._ratings, self._systemic, self._office, cause)
        )

    def _rate(self, case: CaseView) -> None:
        """What is known of the ratings: asked again only where an appeal was granted since."""
        upheld = tuple(ticket.upheld for ticket in self.dossier.tickets if ticket.upheld is not None)
        if upheld != self._upheld:
            self._ratings, self._upheld = investigation.rate(self.dossier, case), upheld

    def _hold_labels(self, case: CaseView, cause: str) -> None:
        """R-05: what citizens say by labels, and no card says."""
        if LABEL_RULE not in case.rulebook.enabled:
            return
        verdicts = r05(case, self._ratings, [card.record for card in self.dossier.cards])
        violated = [verdict for verdict in verdicts if verdict.status is Status.VIOLATED]
        leads = [lead_of(draft_lead(case, LABEL_RULE, each), self.dossier.subject) for each in violated]
        self._tell_leads((LABEL_RULE,), leads, cause)

    def _follow_tickets(self, cause: str) -> None:
        """Deadlines of tickets that were missed, and rectification that was none (R-02, R-03, R-04)."""
        case = self.case
        if case is None or not self.dossier.tickets:
            return
        drafts: list[tuple[str, CardRecord]] = []
        for rule_id, judge in TICKET_RULES.items():
            if rule_id in case.rulebook.enabled:
                for verdict in judge(case, self.dossier.tickets):
                    self.wake(rule_id, verdict.wake)
                    if verdict.status is Status.VIOLATED:
                        drafts += self._cards_for(case, rule_id, verdict)
        if drafts or any(card.record.rule_id in TICKET_RULES for card in self.dossier.cards):
            self._bring_in_line(tuple(TICKET_RULES), drafts, cause)

    def _tell(self, cause: str, *, anew: bool) -> None:
        """Tell of what changed, and of what time alone makes due; most sittings change nothing to tell."""
        dossier, made = self.dossier, self.made
        if not (dossier.alerts or self._office.register.routes):
            return
        ended = self._ended()
        changed = bool(anew or made.cards or made.tickets or made.leads or made.decisions)
        changed = changed or (ended and any(_warns(alert) for alert in dossier.alerts))
        item = self.case.item_code if self.case is not None else None
        self._tell_due(cause, ended=ended, item_code=item, changed=changed)

    def _tell_due(self, cause: str, *, ended: bool, item_code: str | None, changed: bool) -> None:
        dossier = self.dossier
        due = next_alert(dossier.alerts)
        if changed or (due is not None and due <= self.now):
            self.made.alerts.extend(
                reconcile_alerts(
                    dossier, self._office, cause, ended=ended, item_code=item_code, changed=changed
                )
            )
            due = next_alert(dossier.alerts)
        self.wake(ALERTS, due)

    def _ended(self) -> bool:
        case = self.case
        return case is not None and (case.first(Decided) or case.first(Closed)) is not None

    def _wake_for_tickets(self) -> None:
        moments = [next_wake(ticket, self._office) for ticket in self.dossier.tickets]
        self.wake(TICKETS, min((each for each in moments if each is not None), default=None))

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
                last = muted_until(self._office.register, self._office.day, card.record)
                if last is not None and case is not None:
                    self.wake(MUTED, case.zone.start_of(last + 1))


def _warns(alert: Alert) -> bool:
    """Whether the alert tells of a warning: the end of the case is news to it, and to no other."""
    return alert.record.colour == Colour.WARNING and alert.record.state not in OVER


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


def _with_evidence(record: CardRecord, told: tuple[str, ...]) -> CardRecord:
    """The card with what citizens said by a label that it confirms."""
    if not told or record.colour == Colour.WARNING:
        return record
    return msgspec.structs.replace(record, evidence=(*record.evidence, *told))


def _tickets(tickets: Sequence[Ticket]) -> dict[str, TicketRecord]:
    return {ticket.record.ticket_id: ticket.record for ticket in tickets}


def _records(cards: Sequence[Card]) -> dict[str, CardRecord]:
    return {card.record.card_id: card.record for card in cards}
