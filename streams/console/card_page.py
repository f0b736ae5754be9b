"""The page of a card."""

import asyncio
from urllib.parse import quote

from dashboards.console.models import Block, Deed, Fact, Sentence
from rules.cards import Card, CardState
from rules.desk import MOVES
from rules.entitlement import refusal_of
from streams.card_words import COLOURS, STATES, reason_words, rule_name
from streams.console.deeds import card_deed
from streams.console.explained import blocks_of, picture_of_card
from streams.console.reading import may_read_card
from streams.console.thing import Kind, Row, Shown
from streams.console.visit import Visit
from streams.exits import Misuse
from streams.explaining import Explained


async def shown(visit: Visit, record: Row) -> Shown:
    """The card, its reasons, its days, and what this person may do with it."""
    tickets, told = await asyncio.gather(
        visit.console.shelf.rows("ticket_lines", subject=str(record["subject"])), _explained(visit, record)
    )
    own = [row for row in tickets if row["card_id"] == record["card_id"]]
    title = visit.viewer.word(COLOURS[record["colour"]]), visit.viewer.word(rule_name(record["rule_id"]))
    heading = visit.say("：", ": ").join((title[0], f"{record['rule_id']} {title[1]}"))
    facts = [*_facts(visit, record), *(_ticket(visit, str(row["id"])) for row in own)]
    if told is None or told.card is None:
        return Shown(heading, facts, _not_found(visit, record), None, [])
    blocks = blocks_of(told, visit.viewer.lang)
    picture = picture_of_card(told, told.card, visit.viewer.lang)
    return Shown(heading, facts, blocks, picture, _deeds(visit, record, told))


def deed_of(_visit: Visit, _record: Row, move: str) -> Deed | None:
    """The move as a form; None where cards have none such."""
    return card_deed(move) if move in MOVES else None


CARDS = Kind("cards", "card", "card", "card_id", shown, deed_of, may_read_card)


async def _explained(visit: Visit, record: Row) -> Explained | None:
    try:
        return await visit.console.shelf.explained(
            str(record["subject"]), str(record["card_id"]), visit.console.clock()
        )
    except Misuse:
        return None


def _deeds(visit: Visit, record: Row, told: Explained) -> list[Deed]:
    """The moves that the worker would take from this person now, by its own tables and its own questions."""
    card = next((each for each in told.dossier.cards if each.record.card_id == record["card_id"]), None)
    return [card_deed(move) for move in MOVES if card is not None and _may(visit, move, record, card)]


def _may(visit: Visit, move: str, record: Row, card: Card) -> bool:
    office = visit.viewer.office
    if CardState(record["state"]) not in MOVES[move]:
        return False
    return refusal_of(move, visit.viewer.staff_id, card, office.register, office.day) is None


def _facts(visit: Visit, record: Row) -> list[Fact]:
    viewer, say = visit.viewer, visit.say
    case_no = str(record["case_no"] or record["subject"])
    return [
        Fact(say("状态", "State"), viewer.word(STATES[CardState(record["state"])])),
        Fact(
            say("牌号", "Card"),
            f"{record['card_id']} · {say('第', 'revision ')}{record['revision']}{say('版', '')}",
        ),
        Fact(say("办件", "Case"), case_no, f"/console/cases/{quote(str(record['subject']), safe='')}"),
        Fact(say("单位", "Unit"), viewer.unit(record["dept_code"])),
        Fact(say("责任人", "Person"), viewer.person(record["responsible_staff_id"])),
        Fact(say("违规时刻", "Since"), viewer.when(record["violated_at"])),
        Fact(say("到期日", "Due date"), str(record["due_date"] or "—")),
    ]


def _ticket(visit: Visit, ticket_id: str) -> Fact:
    return Fact(visit.say("整改单", "Ticket"), ticket_id, f"/console/tickets/{ticket_id}")


def _not_found(visit: Visit, record: Row) -> list[Block]:
    """What stands on the card, where judging the case anew finds it no more."""
    said = visit.say(
        "按照现在的记录重新判定，没有得出这张牌；以下是牌上原来记载的算式和缘由。",
        "Judged anew by what is known now, there is no such card; this is what stood on it.",
    )
    return [
        Sentence(said),
        Sentence(str(record["arithmetic"])),
        Sentence(visit.viewer.word(reason_words(str(record["reason"]), visit.viewer.names.staff))),
    ]
