"""Asking the court for verdicts: every rule's, on a case written down as a log."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rules.court import Court
from rules.decode import decode
from rules.dossier import Dossier, fold
from rules.privacy import Border
from rules.rulebook import Rulebook
from rules.verdict import Status, Verdict
from rules.view import CaseView
from rules.zone import zone
from tests.rules.engine import milliseconds, recorded
from tests.rules.looking import Office
from tests.rules.writing import CaseLog, at, rulebook_of


def dossier_of(events: Iterable[Mapping[str, Any]]) -> Dossier:
    """The case's dossier after these events, arrived in this order."""
    dossier = Dossier("case-1")
    for event in events:
        raw = json.dumps(event).encode()
        fold(dossier, decode(raw, Border(), recorded(event)), raw)
    return dossier


def court_of(where: Office, rulebook: Rulebook | None = None) -> Court:
    return Court((rulebook or rulebook_of(where.book),), where.days.real(), Border())


def violated(
    log: CaseLog, where: Office, when: str, rule: str, rulebook: Rulebook | None = None
) -> list[Verdict]:
    """What the rule finds violated at a local time, by occasion."""
    court = court_of(where, rulebook)
    found = court.findings(dossier_of(log.events), milliseconds(at(when, log.zone)))
    mine = [each.verdict for each in found if each.rule_id == rule]
    return sorted((each for each in mine if each.status is Status.VIOLATED), key=lambda each: each.occasion)


def view_of(log: CaseLog, where: Office, when: str) -> CaseView:
    case, _ = court_of(where).view(dossier_of(log.events), milliseconds(at(when, log.zone)))
    assert case is not None
    return case


def since(verdict: Verdict, log: CaseLog) -> str:
    """The local time at which it became so, as 2018-10-20 00:00."""
    return zone(log.zone.key).wall(verdict.at)
