"""Deciding on what people do at the desk: each action is done, refused with a reason, or waits for its target.

An outcome is a fact: an action whose outcome is already on record keeps it, whatever the cards look like now
(contracts 1.3). Times are in ms, UTC.
"""

from typing import NamedTuple

import msgspec

from rules.alert_desk import acknowledge
from rules.alerts import Alert, AlertRecord
from rules.cards import Card, CardRecord
from rules.desk import MOVES, NAMES, REASON_NEEDED, move_of, target_of
from rules.deviations import filed_exemption
from rules.dossier import Action, Dossier
from rules.entitlement import Refusal, refusal_of
from rules.fact import Fact
from rules.lead_desk import LEADS_TO, find_lead, moved_lead, refuse_lead, with_lead
from rules.leads import LeadRecord
from rules.manual import evidence_refusal, manual_card
from rules.month_desk import MONTH_ACTIONS, MonthRecord, decide_month
from rules.month_desk import NAMES as MONTH_NAMES
from rules.office import Office
from rules.reconcile import start_again
from rules.rule_table import RULES as SPECS
from rules.sample_desk import NAME as SAMPLE_NAME
from rules.sample_desk import SampleAnswer, answer_of, refuse_answer
from rules.service_events import AlertAck, SampleResult
from rules.ticket_desk import decide_ticket
from rules.ticket_moves import ACTION_NAMES, ticket_move_of
from rules.tickets import Ticket, TicketRecord
from rules.view import CaseView

WAIT_MS = 10 * 60_000
"""How long an action waits for a target that is not known yet, in stream time."""

DONE, REFUSED = "done", "refused"
ACKNOWLEDGED = ("签收", "acknowledged")


Target = Card | Ticket | LeadRecord | MonthRecord | Alert | SampleAnswer


class Decision(NamedTuple):
    """What became of an action, and what it was about."""

    action: Action
    name: str | None
    target: Target | None

    @property
    def card(self) -> Card | None:
        """The card it was about, if it was one."""
        return self.target if isinstance(self.target, Card) else None

    @property
    def record(
        self,
    ) -> CardRecord | TicketRecord | LeadRecord | MonthRecord | AlertRecord | SampleAnswer | None:
        """What it was about, as it stands now."""
        return self.target.record if isinstance(self.target, Card | Ticket | Alert) else self.target


def next_decision(dossier: Dossier, case: CaseView | None, desk: Office) -> Decision | None:
    """Decide on the first action that can be decided; None where none waits, or all wait for their target."""
    for action in dossier.actions:
        if not action.outcome:
            decided = _decide(dossier, action, case, desk)
            if decided is not None:
                return decided
    return None


def refused_unread(fact: Fact, reason: Refusal, now: int) -> Decision:
    """The refusal of an action that nobody need look at: its case is not there any more."""
    return Decision(Action(fact, 0, REFUSED, str(reason), now), target_of(fact.data), None)


def wait_longer(dossier: Dossier, now: int) -> None:
    """What waits for its target goes on waiting: the target may be in what was read and not judged yet."""
    for action in dossier.actions:
        if not action.outcome and action.until:
            action.until = max(action.until, now + WAIT_MS)


def waits_until(dossier: Dossier) -> int | None:
    """When the first of the waiting actions is given up."""
    return min(
        (action.until for action in dossier.actions if not action.outcome and action.until), default=None
    )


def cause_of(decision: Decision) -> str:
    """Who did what and why, as it stands on the revision of the card."""
    fact = decision.action.fact
    zh, en = _name_of(fact)
    said = (fact.data.reason or "").strip()
    return f"{zh} / {en}: {fact.data.actor_id}" + (f": {said}" if said else "")


def _name_of(fact: Fact) -> tuple[str, str]:
    """What was done, in Chinese and English."""
    ticket_move = ticket_move_of(fact.data)
    if ticket_move is not None:
        return ACTION_NAMES[ticket_move]
    if type(fact.data) is AlertAck:
        return ACKNOWLEDGED
    if type(fact.data) is SampleResult:
        return SAMPLE_NAME
    return MONTH_NAMES.get(type(fact.data)) or NAMES.get(move_of(fact.data) or "", ("", ""))


def _decide(dossier: Dossier, action: Action, case: CaseView | None, desk: Office) -> Decision | None:
    data = action.fact.data
    move, target = move_of(data), target_of(data)
    if action.on_record == REFUSED:
        return _ended(action, REFUSED, action.reason, target, None, desk)
    if move == "issue_manual":
        return _by_hand(dossier, action, case, desk)
    if move is None:
        return _beside_cards(dossier, action, case, desk)
    return _on_card(dossier, action, move, desk)


def _beside_cards(dossier: Dossier, action: Action, case: CaseView | None, desk: Office) -> Decision | None:
    """An action on anything but a card."""
    if ticket_move_of(action.fact.data) is not None:
        return _on_ticket(dossier, action, desk)
    if type(action.fact.data) in LEADS_TO:
        return _on_lead(dossier, action, desk)
    if type(action.fact.data) in MONTH_ACTIONS:
        return _on_month(dossier, action, desk)
    if type(action.fact.data) is AlertAck:
        return _on_alert(dossier, action, desk)
    return _on_sample(dossier, action, case, desk)


def _on_card(dossier: Dossier, action: Action, move: str, desk: Office) -> Decision | None:
    target = action.fact.data.card_id
    card = _card(dossier, target)
    if card is None:
        return _without_target(action, target, desk)
    refusal = None if action.on_record else _refusal(move, action, card, desk)
    if refusal is not None:
        return _ended(action, REFUSED, refusal, target, card, desk)
    _move(card, move, action, desk.now)
    return _ended(action, DONE, "", target, card, desk)


def _on_ticket(dossier: Dossier, action: Action, desk: Office) -> Decision | None:
    name = action.fact.data.ticket_id
    ticket = next((each for each in dossier.tickets if each.record.ticket_id == name), None)
    if ticket is None:
        return _without_target(action, name, desk)
    refusal = decide_ticket(ticket, action.fact, desk, on_record=bool(action.on_record))
    if refusal is not None:
        return _ended(action, REFUSED, refusal, name, ticket, desk)
    return _ended(action, DONE, "", name, ticket, desk)


def _on_lead(dossier: Dossier, action: Action, desk: Office) -> Decision | None:
    name = action.fact.data.lead_id
    lead = find_lead(dossier.leads, action.fact, dossier.subject, desk)
    if lead is None:
        return _without_target(action, name, desk)
    refusal = None if action.on_record else refuse_lead(lead, action.fact, desk)
    if refusal is not None:
        return _ended(action, REFUSED, refusal, name, lead, desk)
    moved = moved_lead(lead, action.fact, desk.floor)
    dossier.leads = with_lead(dossier.leads, moved)
    return _ended(action, DONE, "", name, moved, desk)


def _on_month(dossier: Dossier, action: Action, desk: Office) -> Decision:
    """A month is there from the first thing done with it, so nothing waits for it."""
    name, done = action.fact.data.month, bool(action.on_record)
    after = decide_month(dossier.month, dossier.subject, action.fact, desk, on_record=done)
    if isinstance(after, Refusal):
        return _ended(action, REFUSED, after, name, dossier.month, desk)
    dossier.month = after
    return _ended(action, DONE, "", name, after, desk)


def _on_alert(dossier: Dossier, action: Action, desk: Office) -> Decision | None:
    name = action.fact.data.alert_id
    alert = next((each for each in dossier.alerts if each.record.alert_id == name), None)
    if alert is None:
        return _without_target(action, name, desk)
    refusal = acknowledge(alert, action.fact, desk, on_record=bool(action.on_record))
    if refusal is not None:
        return _ended(action, REFUSED, refusal, name, alert, desk)
    return _ended(action, DONE, "", name, alert, desk)


def _on_sample(dossier: Dossier, action: Action, case: CaseView | None, desk: Office) -> Decision | None:
    """An answer about the case on site; one that came before the case, or its end, waits for it."""
    name = action.fact.data.sample_id
    refusal = None if action.on_record else refuse_answer(dossier, action.fact, case, desk)
    if refusal is Refusal.UNKNOWN_TARGET:
        return _without_target(action, name, desk)
    if refusal is not None:
        return _ended(action, REFUSED, refusal, name, None, desk)
    return _ended(action, DONE, "", name, answer_of(dossier, action.fact), desk)


def _without_target(action: Action, target: str | None, desk: Office) -> Decision | None:
    """Not there (yet): refused once it has waited long enough; what was done once waits as long as it takes."""
    if action.on_record:
        return None
    if not action.until:
        action.until = desk.now + WAIT_MS
    if desk.now < action.until:
        return None
    return _ended(action, REFUSED, Refusal.UNKNOWN_TARGET, target, None, desk)


def _by_hand(dossier: Dossier, action: Action, case: CaseView | None, desk: Office) -> Decision | None:
    """A card issued by hand: it waits for a second person to confirm it."""
    if case is None:
        return _without_target(action, None, desk)
    refusal = None if action.on_record else _no_card_by_hand(dossier, action, desk)
    if refusal is not None:
        return _ended(action, REFUSED, refusal, None, None, desk)
    card = manual_card(case, dossier.subject, action.fact)
    dossier.cards = [*dossier.cards, card]
    return _ended(action, DONE, "", card.record.card_id, card, desk)


def _no_card_by_hand(dossier: Dossier, action: Action, desk: Office) -> str | None:
    data = action.fact.data
    refusal = refusal_of("issue_manual", data.actor_id, None, desk.register, desk.day)
    if refusal is None and data.rule_id not in SPECS:
        return Refusal.UNKNOWN_RULE
    known = {fact.id for fact in (*dossier.facts, *dossier.ratings, *dossier.findings)}
    return refusal or _reason_missing("issue_manual", action) or evidence_refusal(data, known)


def _refusal(move: str, action: Action, card: Card, desk: Office) -> str | None:
    """Why the move is refused, or None: first who asks, then the state, then what was said."""
    refusal = refusal_of(move, action.fact.data.actor_id, card, desk.register, desk.day)
    if refusal is not None:
        return refusal
    if card.record.state not in MOVES[move]:
        return Refusal.ILLEGAL_STATE
    if move == "appeal" and card.answer_by is not None and desk.now >= card.answer_by:
        return Refusal.TOO_LATE
    return _reason_missing(move, action) or _not_filed(move, action, card, desk)


def _not_filed(move: str, action: Action, card: Card, desk: Office) -> str | None:
    """A revocation that names an exemption rests on one that is filed and covers the card."""
    ground = action.fact.data.exemption if move == "revoke" else None
    if ground is None or filed_exemption(desk.register, card.record, ground, desk.day) is not None:
        return None
    return Refusal.EXEMPTION_NOT_FILED


def _reason_missing(move: str, action: Action) -> str | None:
    said = action.fact.data.reason
    return None if move not in REASON_NEEDED or (said and said.strip()) else Refusal.REASON_MISSING


def _move(card: Card, move: str, action: Action, now: int) -> None:
    """Bring the card where the move leads; an outcome on record leads there whatever state it is in by now."""
    data = action.fact.data
    moves = MOVES[move]
    card.base = moves.get(card.base) or (card.base if move == "refer" else next(iter(moves.values())))
    if move == "confirm":
        start_again(card, "manual" if card.record.mode == "manual" else "confirmed")
    if move == "send_back":
        start_again(card, card.record.mode)
    if move in ("answer", "appeal") and card.handled is None:
        card.handled = now
    if move in ("confirm", "refer_up"):
        card.hands = (*card.hands, data.actor_id)
    if move == "refer":
        card.referred_by = data.actor_id
    if move == "revoke":
        card.reinstate = data.reinstate is True
        card.record = msgspec.structs.replace(card.record, exemption=data.exemption)


def _ended(
    action: Action, outcome: str, reason: str, name: str | None, target: Target | None, desk: Office
) -> Decision:
    action.outcome, action.reason, action.at, action.until = outcome, str(reason), desk.now, 0
    return Decision(action, name, target)


def _card(dossier: Dossier, card_id: str | None) -> Card | None:
    return next((card for card in dossier.cards if card.record.card_id == card_id), None)
