"""The page of a ticket."""

from urllib.parse import quote

from dashboards.console.models import Block, Deed, Fact, Sentence
from rules.ticket_desk import refusal_before
from rules.ticket_moves import ACTION_NAMES
from streams.card_words import reason_words
from streams.console.deeds import ticket_deed
from streams.console.explained import blocks_of
from streams.console.thing import Kind, Row, Shown
from streams.console.visit import Visit
from streams.exits import Misuse
from streams.explaining import Explained
from streams.ticket_words import DEADLINES, KINDS, STATES, word


async def shown(visit: Visit, record: Row) -> Shown:
    """The ticket, what became of it, its deadlines, and what this person may do with it."""
    lang = visit.viewer.lang
    heading = visit.say("整改单：", "Ticket: ") + f"{word(KINDS, str(record['kind']), lang)}"
    try:
        told = await visit.console.shelf.explained(
            str(record["subject"]), str(record["id"]), visit.console.clock()
        )
    except Misuse:
        return Shown(heading, _facts(visit, record), _not_found(visit, record), None, [])
    return Shown(heading, _facts(visit, record), blocks_of(told, lang), None, _deeds(visit, record, told))


def deed_of(visit: Visit, record: Row, action: str) -> Deed | None:
    """The action as a form; None where tickets have none such."""
    known = action in ACTION_NAMES
    return ticket_deed(action, record["dept_code"], visit.viewer.office) if known else None


TICKETS = Kind("tickets", "ticket", "ticket", "ticket_id", shown, deed_of)


def _deeds(visit: Visit, record: Row, told: Explained) -> list[Deed]:
    """The actions that the worker would take from this person now, by its own questions."""
    ticket, office = told.ticket, visit.viewer.office
    if ticket is None or ticket.record.state != record["state"]:
        return []
    return [
        ticket_deed(action, record["dept_code"], office)
        for action in ACTION_NAMES
        if refusal_before(ticket, action, visit.viewer.staff_id, office) is None
    ]


def _facts(visit: Visit, record: Row) -> list[Fact]:
    viewer, say = visit.viewer, visit.say
    subject = str(record["subject"])
    found = [
        Fact(say("状态", "State"), word(STATES, str(record["state"]), viewer.lang)),
        Fact(say("编号", "Ticket"), str(record["id"])),
        Fact(say("办件", "Case"), subject, f"/console/cases/{quote(subject, safe='')}"),
        Fact(say("单位", "Unit"), viewer.unit(record["dept_code"])),
        Fact(say("责任人", "Person"), viewer.person(record["responsible_staff_id"])),
    ]
    if record["card_id"]:
        found.append(Fact(say("牌", "Card"), str(record["card_id"]), f"/console/cards/{record['card_id']}"))
    for name in ("contact", "verify", "appeal_decide", "rectify", "review", "follow_up"):
        if record[f"{name}_due"]:
            label = word(DEADLINES, name, viewer.lang)
            found.append(Fact(f"{label}{say('期限', ' due')}", viewer.when(record[f"{name}_due"])))
    return found


def _not_found(visit: Visit, record: Row) -> list[Block]:
    """What stands on the ticket, where judging the case anew finds it no more."""
    said = visit.say(
        "按照现在的记录重新判定，没有得出这张整改单；以下是最近一次变动的缘由。",
        "Judged anew by what is known now, there is no such ticket; this is the reason of its last change.",
    )
    return [
        Sentence(said),
        Sentence(visit.viewer.word(reason_words(str(record["reason"]), visit.viewer.names.staff))),
    ]
