"""What rules about one event have in common: the verdict that names the event, and words for its texts."""

from collections.abc import Iterable, Sequence

from rules.fact import Fact
from rules.rulebook import Item
from rules.verdict import Status, Verdict
from rules.view import CaseView

Texts = tuple[str, str]
"""(Chinese, English)."""


def violated(
    by: Fact,
    degree: str,
    texts: Texts,
    *,
    occasion: str | None = None,
    evidence: Sequence[Fact] = (),
    stage_code: str | None = None,
) -> Verdict:
    """The verdict that an event broke a rule, at its time; of that event alone unless an occasion is given.

    `evidence` are the other events it rests on, in any order.
    """
    return Verdict(
        occasion=occasion or by.ref,
        status=Status.VIOLATED,
        degree=degree,
        at=by.time,
        evidence=ids([*evidence, by]),
        stage_code=stage_code,
        by=by,
        zh=texts[0],
        en=texts[1],
    )


def satisfied(case: CaseView, occasion: str) -> list[Verdict]:
    """That a rule was kept: said only where an explanation asks for it."""
    return [Verdict(occasion=occasion, status=Status.SATISFIED)] if case.thorough else []


def ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The ids of the events, each once, in order of time."""
    return tuple(dict.fromkeys(fact.id for fact in sorted(facts)))


def blank(text: str | None) -> bool:
    """Whether a text is absent, empty or white space."""
    return not (text and text.strip())


def all_faults(begin: Texts, faults: Sequence[Texts]) -> Texts:
    """One sentence in each language that names every fault."""
    zh = begin[0] + "；".join(fault[0] for fault in faults) + "。"
    return zh, begin[1] + "; ".join(fault[1] for fault in faults) + "."


def item_named(item: Item) -> Texts:
    """The item version as a person finds it in the catalogue."""
    zh = f"事项“{item.name}”（{item.item_code}，版本{item.version}）"
    return zh, f"item {item.item_code} version {item.version}"
