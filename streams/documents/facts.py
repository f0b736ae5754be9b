"""What every document takes from the record and the registers: who, which case, which rule, the small print."""

from typing import NamedTuple

from rules.cards import CardRecord
from rules.rule_table import RULES
from rules.rulebook import Rulebook, StaffMember
from rules.tickets import TicketRecord
from streams.card_words import COLOURS, STATES
from streams.documents.letterhead import Letterhead
from streams.documents.notice import WORDS, Kind, Row
from streams.documents.numbers import day_of, document_number, minute_in_words
from streams.documents.records import Found

UNKNOWN = "—"
LONGEST = 1200
"""Characters of one text of a record that a document shows; the rest stands in the system."""


class Facts(NamedTuple):
    """One notice's record with the registers and the letterhead; `begun` is the instant whose date it bears."""

    kind: Kind
    found: Found
    register: Rulebook
    letterhead: Letterhead
    begun: str

    @property
    def record_id(self) -> str:
        """The id of the ticket, else of the card."""
        ticket, card = self.found.ticket, self.found.card
        return ticket.ticket_id if ticket else card.card_id if card else ""

    @property
    def number(self) -> str:
        """发文字号."""
        year = day_of(self.begun).year
        return document_number(self.letterhead.prefix, WORDS[self.kind], self.record_id, year)

    @property
    def dept_code(self) -> str | None:
        """The department the document goes to."""
        ticket, card = self.found.ticket, self.found.card
        return (ticket.dept_code if ticket else None) or (card.dept_code if card else None)

    @property
    def staff_id(self) -> str | None:
        """Who answers: of a ticket the one who has it, of a card the one responsible."""
        ticket, card = self.found.ticket, self.found.card
        return ticket.responsible.staff_id if ticket else card.responsible.staff_id if card else None

    @property
    def department(self) -> str:
        """Its name; the code where units.csv has none."""
        unit = self.register.units.get(self.dept_code or "")
        return unit.name if unit else self.dept_code or "有关单位"

    def person(self, staff_id: str | None) -> str:
        """Name and id, with the post."""
        member = self._member(staff_id)
        if member is None or staff_id is None:
            return staff_id or UNKNOWN
        post = f"，{member.post}" if member.post else ""
        return f"{member.name}（{staff_id}{post}）" if member.name else staff_id

    def item(self, item_code: str | None) -> str:
        """The item's name and code."""
        versions = self.register.items.get(item_code or "", ())
        name = versions[-1].name if versions else ""
        return f"{name}（{item_code}）" if name else item_code or UNKNOWN

    def stage(self, card: CardRecord) -> str:
        """The stage's name and code."""
        versions = self.register.items.get(card.item_code or "", ())
        stage = versions[-1].stages.get(card.stage_code or "") if versions else None
        return f"{stage.name}（{card.stage_code}）" if stage and stage.name else card.stage_code or UNKNOWN

    def _member(self, staff_id: str | None) -> StaffMember | None:
        return self.register.member(staff_id, day_of(self.begun).toordinal())


def card_rows(facts: Facts, card: CardRecord) -> list[Row]:
    """What the card is about, line by line."""
    rows = [
        ("牌号", card.card_id),
        ("办件编号", card.case_no),
        ("事项", facts.item(card.item_code)),
        ("责任单位", facts.department),
        ("责任人", facts.person(card.responsible.staff_id)),
        ("规则", f"{card.rule_id} {rule_name(card.rule_id)}"),
        ("发生时间", minute_in_words(card.violated_at)),
        ("亮牌", f"{COLOURS[card.colour][0]}，{STATES[card.state][0]}"),
    ]
    if card.stage_code:
        rows.insert(3, ("环节", facts.stage(card)))
    return rows


def grounds(card: CardRecord, register: Rulebook) -> list[str]:
    """The law the card rests on, and the version of the office's own rulebook."""
    own = register.rulebook_hash == card.rulebook_hash
    book = f"《{register.name}》（版本{register.version}）" if own else "发牌时有效的规则库"
    return [f"{chinese(card.basis)}。", f"监察规则{card.rule_id}按{book}执行。"]


def small_print(facts: Facts) -> list[str]:
    """What the document was made from, so that it can be made again and compared."""
    ticket, card = facts.found.ticket, facts.found.card
    notes = []
    if card is not None:
        notes.append(
            f"本件依据牌{card.card_id}第{card.revision}次记录生成，规则库校验值{card.rulebook_hash[:16]}。"
        )
    if ticket is not None:
        notes.append(f"本件依据工单{ticket.ticket_id}第{ticket.revision}次记录生成。")
    if facts.letterhead.contact:
        notes.append(facts.letterhead.contact)
    return notes


def rule_name(rule_id: str) -> str:
    """The rule's Chinese name."""
    return RULES[rule_id].name_zh if rule_id in RULES else ""


def chinese(text: str) -> str:
    """The Chinese half of a text that holds both languages, without its full stop."""
    return text.partition(" / ")[0].rstrip("。")


def shortened(text: str | None) -> str:
    """A text of a record, cut where it is too long for a document."""
    said = (text or "").strip()
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}……（其余见系统记录）"


def rows_of(ticket: TicketRecord, facts: Facts) -> list[Row]:
    """What every form says of its ticket."""
    return [
        ("工单号", ticket.ticket_id),
        ("承办单位", facts.department),
        ("承办人", facts.person(ticket.responsible.staff_id)),
    ]
