"""What the receipts and supplements of a case say of its materials."""

from collections.abc import Iterator
from datetime import datetime

from tests.oracle.facts import Case, Fact

RECEIVED, SUPPLEMENT = "case.material_received", "case.supplement_received"


def lines(case: Case) -> Iterator[tuple[Fact, str, str | None, datetime | None]]:
    """(receipt, code, status, promised) of every line of every receipt, in order."""
    for fact in case.all(RECEIVED):
        for line in fact.data.get("materials") or []:
            promised = line.get("promised_at")
            yield fact, line["code"], line.get("status"), None if promised is None else _instant(promised)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def listed(case: Case, before: Fact) -> list[str]:
    """The codes that receipts before that event list."""
    return [code for fact, code, _, _ in lines(case) if fact.order < before.order]


def word(case: Case, code: str, before: Fact) -> str | None:
    """The latest word on a material before that event, None where there is none.

    A complete supplement makes what it names complete, and everything listed by then where it names nothing.
    """
    latest, seen = None, False
    for fact in case.all(RECEIVED, SUPPLEMENT):
        if fact.order >= before.order:
            continue
        if fact.type == SUPPLEMENT and fact.data["complete"] and covers(fact, code):
            latest = "complete" if seen or names(fact, code) else latest
        for line in fact.data.get("materials") or []:
            if line["code"] == code:
                seen, latest = True, line.get("status") or latest
    return latest


def covers(supplement: Fact, code: str) -> bool:
    named = supplement.data.get("items") or []
    return not named or code in named


def names(fact: Fact, code: str) -> bool:
    """Whether a receipt or a supplement names the material."""
    lines_of = [line["code"] for line in fact.data.get("materials") or []]
    return code in lines_of + list(fact.data.get("items") or [])
