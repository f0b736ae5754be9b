"""What there is to tell of a dossier: each card, ticket, lead and referral as the thin thing an alert is about.

Nothing of history (contracts 2.17), no warning of a case that has ended (2.12), nothing about the catalogue, which
`rulebook check` tells. What is over is here as well, so that those who were told of it learn that too.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rules.alerts import AlertKind, AlertState, alert_id_of
from rules.cards import STANDING, CardRecord, CardState
from rules.dossier import Dossier
from rules.leads import ITEM, LeadRecord, LeadState
from rules.referral import refers_card, refers_lead
from rules.rule_table import RULES as SPECS
from rules.rulebook import Colour, Rulebook
from rules.tickets import TicketRecord, TicketState

DATA_RULE = "A-15"
"""The rule whose leads are about a source of data, not about anybody's work."""

COLOURS = {
    Colour.WARNING: ("预警", "warning"),
    Colour.YELLOW: ("黄牌", "yellow card"),
    Colour.RED: ("红牌", "red card"),
}
TICKETS = {
    "bad_rating": ("差评整改单", "ticket of a bad rating"),
    "investigation": ("调查整改单", "ticket of a card"),
    "complaint": ("投诉整改单", "ticket of a complaint"),
    "systemic": ("系统性问题整改单", "ticket of a systemic matter"),
}


class Matter(NamedTuple):
    """One thing to tell. `stage` is one of `rules.routes.STAGES`; `over` is how an alert about it ends, None while it
    is so. `card_id` is set where it is about a card."""

    kind: AlertKind
    about_id: str
    about_revision: int
    about_state: str
    stage: str
    colour: str | None
    rule_id: str | None
    case_no: str
    card_id: str | None
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    title: str
    over: AlertState | None

    @property
    def alert_id(self) -> str:
        """The id of the alert about it."""
        return alert_id_of(self.kind, self.about_id)

    @property
    def level(self) -> tuple[str, str | None]:
        """What it takes for those who know of it to be told again: how far it is, and its colour."""
        return self.stage, self.colour


def matters_of(
    dossier: Dossier, register: Rulebook, *, ended: bool, item_code: str | None
) -> Iterator[Matter]:
    """All there is to tell of the dossier, what is over included; `ended`, `item_code` are the case's."""
    for card in dossier.cards:
        yield of_card(card.record, ended=ended)
        if refers_card(card, register):
            yield referral(of_card(card.record, ended=False))
    for ticket in dossier.tickets:
        yield of_ticket(ticket.record, item_code)
    for lead in dossier.leads:
        if not lead.scope.startswith(ITEM):
            yield of_lead(lead)
            if refers_lead(lead, register):
                yield referral(of_lead(lead)._replace(over=None))


def of_card(record: CardRecord, *, ended: bool) -> Matter:
    """A card; `ended`: its case was decided or closed, so that a warning is of no use any more."""
    zh, en = COLOURS[Colour(record.colour)]
    if record.state is CardState.PROPOSED:
        zh, en = f"待确认{zh}", f"{en} that waits for confirmation"
    return Matter(
        AlertKind.CARD,
        record.card_id,
        record.revision,
        record.state,
        "proposed" if record.state is CardState.PROPOSED else "issued",
        record.colour,
        record.rule_id,
        record.case_no,
        record.card_id,
        record.item_code,
        record.dept_code,
        record.region_code,
        _title(zh, en, record.rule_id),
        _card_over(record, ended),
    )


def of_lead(lead: LeadRecord) -> Matter:
    """A lead; of manipulated or missing data of a source it is a matter of data."""
    over = None
    if lead.state is not LeadState.OPEN:
        by_data = lead.state is LeadState.DISMISSED and lead.decided_by is None
        over = AlertState.WITHDRAWN if by_data else AlertState.CLOSED
    data = lead.rule_id == DATA_RULE
    return Matter(
        AlertKind.DATA if data else AlertKind.LEAD,
        lead.lead_id,
        lead.revision,
        lead.state,
        "open",
        None,
        lead.rule_id,
        lead.subject,
        None,
        lead.item_code,
        lead.dept_code,
        lead.region_code,
        _title("数据异常", "missing data", lead.rule_id) if data else _title("线索", "lead", lead.rule_id),
        over,
    )


def of_ticket(record: TicketRecord, item_code: str | None) -> Matter:
    """A ticket, of a case with this item."""
    zh, en = TICKETS[record.kind]
    overdue = bool(record.overdue)
    if overdue:
        zh, en = f"逾期{zh}", f"overdue {en}"
    return Matter(
        AlertKind.TICKET,
        record.ticket_id,
        record.revision,
        record.state,
        "overdue" if overdue else "open",
        None,
        record.rule_id,
        record.subject,
        record.card_id,
        item_code,
        record.dept_code,
        record.region_code,
        _title(zh, en, record.rule_id),
        _ticket_over(record),
    )


def referral(matter: Matter) -> Matter:
    """The card or lead as it goes to discipline inspection."""
    zh, en = matter.title.split(" / ", 1)
    return matter._replace(
        kind=AlertKind.REFERRAL, stage="referred", title=f"移送纪检监察：{zh} / referred to discipline: {en}"
    )


def _card_over(record: CardRecord, ended: bool) -> AlertState | None:
    if record.historical:
        return AlertState.WITHDRAWN
    if record.state is CardState.SUPERSEDED:
        return AlertState.CLOSED
    if record.state not in STANDING and record.state is not CardState.PROPOSED:
        return AlertState.WITHDRAWN
    return AlertState.CLOSED if ended and record.colour == Colour.WARNING else None


def _ticket_over(record: TicketRecord) -> AlertState | None:
    if record.historical or record.state is TicketState.VOID:
        return AlertState.WITHDRAWN
    return AlertState.CLOSED if record.state is TicketState.CLOSED else None


def _title(zh: str, en: str, rule_id: str | None) -> str:
    spec = SPECS.get(rule_id or "")
    if spec is None:
        return f"{zh} / {en}"
    return f"{zh} {rule_id} {spec.name_zh} / {en}, {rule_id} {spec.name_en}"
