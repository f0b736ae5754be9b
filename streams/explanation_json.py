"""An explanation as plain values, with keys that stay: docs/commands.md lists them."""

from typing import Any

import msgspec

from rules.cards import CardRecord
from rules.court import Finding
from rules.deviations import exemptions_for
from rules.dossier import Action
from rules.duties import DUTIES, duty_of
from rules.fact import Fact
from rules.outputs import case_state_of
from rules.privacy import PSEUDONYM_FIELDS
from rules.ratings import RatingRecord
from rules.replaced import replaced_events
from rules.rule_table import RULES
from rules.service_events import RATING_DATA
from rules.trace import trace_of
from rules.verdict import Status
from rules.zone import iso_date
from streams.card_words import GROUNDS, what_to_do
from streams.event_words import event_name
from streams.explaining import Explained
from streams.explanation_card import evidence_of


def as_json(told: Explained) -> dict[str, Any]:
    """The case as judged: its timeline, every verdict with its days, the silent rules, cards with all revisions."""
    state = case_state_of(told.dossier, told.view.zone)
    book = told.view.rulebook
    return {
        "case_no": told.dossier.subject,
        "judged_at": told.view.zone.iso(told.now),
        "rulebook": {
            "name": book.name,
            "version": book.version,
            "hash": book.rulebook_hash,
            "calendar": told.view.calendar.version,
        },
        "card_id": told.card.card_id if told.card else None,
        "card": _card(told, told.card) if told.card else None,
        "ticket_id": told.ticket.record.ticket_id if told.ticket else None,
        "summary": msgspec.to_builtins(state) if state is not None else {},
        "timeline": [_fact(told, fact) for fact in _timeline(told)],
        "corrected": _corrected(told),
        "actions": [_action(told, action) for action in told.dossier.actions],
        "verdicts": [_verdict(told, finding) for finding in told.findings],
        "unjudged": [
            {"rule_id": each.rule_id, "why": each.why, "zh": each.zh, "en": each.en} for each in told.silent
        ],
        "cards": [
            [{**msgspec.to_builtins(record), "at": told.view.zone.iso(at)} for at, record in history]
            for history in told.revisions.values()
        ],
        "leads": msgspec.to_builtins(told.dossier.leads),
        "ratings": [_rating(record) for record in told.dossier.rated],
        "tickets": [
            [{**msgspec.to_builtins(record), "at": told.view.zone.iso(at)} for at, record in history]
            for history in told.tickets.values()
        ],
    }


def _rating(record: RatingRecord) -> dict[str, Any]:
    """What is said of a rating, but not who gave it, not even by a pseudonym."""
    said: dict[str, Any] = msgspec.to_builtins(record)
    return {name: value for name, value in said.items() if name not in PSEUDONYM_FIELDS}


def _timeline(told: Explained) -> list[Fact]:
    """What happened, in order: events of the case, ratings, findings."""
    return sorted([*told.view.facts, *told.dossier.ratings, *told.dossier.findings])


def _card(told: Explained, card: CardRecord) -> dict[str, Any]:
    spec, (do_zh, do_en) = RULES.get(card.rule_id), what_to_do(card)
    duty = duty_of(card.rule_id, told.view.rulebook) if card.rule_id in DUTIES else ("", "")
    return {
        **msgspec.to_builtins(card),
        "rule_name": {"zh": spec.name_zh, "en": spec.name_en} if spec else None,
        "rule_asks": {"zh": duty[0], "en": duty[1]},
        "to_do": {"zh": do_zh, "en": do_en},
        "events": [_fact(told, fact) for fact in evidence_of(told, card)],
        "exemptions": [
            {
                "ground": each.ground,
                "scope": each.scope,
                "filed_at": iso_date(each.filed_at),
                "filed_by": each.filed_by,
                "elements": {element: getattr(each, element) for element in GROUNDS},
            }
            for each in exemptions_for(told.register, card)
        ],
    }


def _fact(told: Explained, fact: Fact) -> dict[str, Any]:
    iso = told.view.zone.iso
    said = msgspec.to_builtins(fact.data)
    said.pop("#", None)
    if type(fact.data) in RATING_DATA:
        said = {name: value for name, value in said.items() if name not in PSEUDONYM_FIELDS}
    zh, en = event_name(fact.type)
    return {
        "time": iso(fact.time),
        "recordedtime": iso(fact.recorded),
        "type": fact.type,
        "name": {"zh": zh, "en": en},
        "source": fact.source,
        "id": fact.id,
        "data": said,
    }


def _corrected(told: Explained) -> list[dict[str, Any]]:
    known = replaced_events(sorted([*told.dossier.facts, *told.dossier.ratings]), told.now).values()
    return [
        {
            "original": _fact(told, each.original),
            "counts": _fact(told, each.counts) if each.counts else None,
            "by": [{"source": fact.source, "id": fact.id} for fact in each.by],
        }
        for each in known
    ]


def _action(told: Explained, action: Action) -> dict[str, Any]:
    return {
        **_fact(told, action.fact),
        "outcome": action.outcome or None,
        "refused_because": action.reason or None,
        "decided_at": told.view.zone.iso(action.at) if action.at else None,
    }


def _verdict(told: Explained, finding: Finding) -> dict[str, Any]:
    verdict = finding.verdict
    trace = trace_of(told.view, verdict)
    return {
        "rule_id": finding.rule_id,
        "occasion": verdict.occasion,
        "status": verdict.status,
        "degree": verdict.degree if verdict.status is Status.VIOLATED else None,
        "at": told.view.zone.iso(verdict.at) if verdict.at else None,
        "due_date": iso_date(verdict.count.due) if verdict.count.due else None,
        "zh": verdict.zh,
        "en": verdict.en,
        "evidence": list(verdict.evidence),
        "days": [
            {
                "date": iso_date(line.day),
                "number": line.number,
                "what": line.what,
                "zh": line.zh,
                "en": line.en,
            }
            for line in trace.lines
        ],
        "extensions": [fact.id for fact in trace.extensions],
        "procedures": [one.begin.id for one in trace.procedures],
    }
