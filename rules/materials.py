"""What was last said of each material of a case before an event (收件, 补正): what rules about materials rest on."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rules.case_events import MaterialReceived, SupplementReceived
from rules.fact import Fact
from rules.rulebook import Item
from rules.view import CaseView
from rules.wording import several

COMPLETE = "complete"


class Word(NamedTuple):
    """The status a material was given last, and the event that said so."""

    status: str
    fact: Fact


def words_before(case: CaseView, event: Fact) -> dict[str, Word | None]:
    """The latest word on each material, by code, as it stood before the event; None: listed without a status.

    A receipt says a word on each material it lists with a status. A complete supplement makes the materials it names
    complete; naming none, all that were listed until then.
    """
    words: dict[str, Word | None] = {}
    for fact in sorted(case.of(MaterialReceived, SupplementReceived)):
        if not fact < event:
            break
        if isinstance(fact.data, MaterialReceived):
            for line in fact.data.materials or ():
                if line.status is not None:
                    words[line.code] = Word(line.status, fact)
                else:
                    words.setdefault(line.code, None)
        elif fact.data.complete:
            words.update(dict.fromkeys(fact.data.items or list(words), Word(COMPLETE, fact)))
    return words


def complete(words: Mapping[str, Word | None], code: str) -> bool:
    """Whether the latest word on a material is that it is complete."""
    word = words.get(code)
    return word is not None and word.status == COMPLETE


def listed_zh(item: Item | None, codes: Iterable[str]) -> str:
    """The materials for a Chinese sentence: “name”（code）, the code alone where the catalogue has no name."""
    return several([_named_zh(item, code) for code in codes])[0]


def _named_zh(item: Item | None, code: str) -> str:
    material = item.materials.get(code) if item is not None else None
    return f"“{material.name}”（{code}）" if material is not None and material.name else code
