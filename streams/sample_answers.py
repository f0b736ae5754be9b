"""The answers of a list, entered as desk actions: one an answer, each with its outcome."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rules.sampling import Order
from streams.desk_actions import Told, act_all, action_bytes, action_event
from streams.privacy import Key
from streams.samples import ANSWERS
from streams.sending import Address

BATCH = 200
"""Actions sent together, so that how far it got can be told."""


class Answer(NamedTuple):
    """What is entered of one case."""

    case_no: str
    result: str
    note: str


def new_answers(lines: Sequence[Mapping[str, str]], known: Mapping[str, str]) -> list[Answer]:
    """The answers of a list that are not entered yet, or otherwise: a list may come twice."""
    said = [Answer(line["case_no"], _word(line["checked"]), line["note"]) for line in lines]
    return [answer for answer in said if answer.result and known.get(answer.case_no) != answer.result]


def enter(
    address: Address, key: Key, order: Order, actor: str, answers: Sequence[Answer], wait: float
) -> list[Told | None]:
    """What became of each; None where no outcome came in time. Raises Unavailable, Misuse."""
    events = [
        action_event(
            "sample_result",
            answer.case_no,
            {
                "actor_id": actor,
                "sample_id": order.name,
                "result": answer.result,
                "reason": answer.note or None,
            },
        )
        for answer in answers
    ]
    return act_all(address, [(event, action_bytes(key, event)) for event in events], wait)


def _word(checked: str) -> str:
    """As actions say it."""
    answer = ANSWERS[checked]
    return "" if answer is None else "yes" if answer else "no"
