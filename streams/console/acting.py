"""A form becomes a desk action: sent once, followed to its outcome, and its conflicts shown with what was written."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from dashboards.console.models import Deed, Said
from streams.action_words import refusal_in_words
from streams.console.deeds import data_of
from streams.console.visit import Visit
from streams.exits import Unavailable
from streams.intake.actions import ID_PATTERN
from streams.intake.desk import Order
from streams.intake.outcomes import Seen
from streams.intake.problems import Problem


class Draft(NamedTuple):
    """What a person wrote into the form of a deed; `action_id` makes sending it again harmless."""

    deed: str
    action_id: str
    fields: Mapping[str, str]


class Result(NamedTuple):
    """What became of a form: the status and what is said of it; `draft` None: it is done or on its way."""

    status: int
    said: Said
    draft: Draft | None
    seen: Seen | None = None

    @property
    def revision(self) -> int:
        """The revision that came of it, which the archive will soon have; 0 where none did, or not yet."""
        told = self.seen.told if self.seen is not None else None
        return (told.target_revision or 0) if told is not None else 0


def new_id() -> str:
    """An action id of our own."""
    return str(uuid4())


def draft_of(deed: str, fields: Mapping[str, str]) -> Draft:
    """The form as it was sent; an action id that is none of ours is replaced."""
    given = fields.get("action_id", "")
    kept = {name: text for name, text in fields.items() if name not in ("csrf", "revision", "action_id")}
    return Draft(deed, given if re.match(ID_PATTERN, given) else new_id(), kept)


async def acted(visit: Visit, deed: Deed, subject: str, target: Mapping[str, Any], draft: Draft) -> Result:
    """Send it and wait a while for the outcome."""
    data: dict[str, Any] = {**data_of(deed, draft.fields), **target}
    order = Order(draft.action_id, deed.type, subject, data)
    try:
        seen = await visit.console.desk.act(order, visit.viewer.staff_id)
    except Problem as problem:
        return Result(problem.status, _wrong(visit, problem), draft._replace(action_id=new_id()))
    except Unavailable:
        said = visit.say(
            "Kafka没有应答，没有送达。您填写的内容仍在下面，可以再次提交（不会重复办理）。",
            "Kafka does not answer: nothing is confirmed. What you wrote stands below; you can send it again.",
        )
        return Result(503, Said("bad", (said,)), draft)
    return result_of(visit, deed, seen, draft)


def result_of(visit: Visit, deed: Deed, seen: Seen, draft: Draft) -> Result:
    """What is said of an action."""
    title, told = visit.viewer.word(deed.title), seen.told
    if told is None:
        said = visit.say(
            f"“{title}”已提交，正在处理，请稍后刷新。",
            f"“{title}” was sent and is being worked on; refresh soon.",
        )
        return Result(202, Said("plain", (said,)), None, seen)
    if told.outcome == "done":
        return Result(200, Said("good", (visit.say(f"“{title}”已办理。", f"Done: {title}."),)), None, seen)
    why = visit.viewer.word(refusal_in_words(told.reason or ""))
    said = visit.say(f"“{title}”未予办理：{why}。", f"“{title}” was refused: {why}.")
    return Result(409, Said("bad", (said,)), draft._replace(action_id=new_id()), seen)


def changed(visit: Visit, draft: Draft) -> Result:
    """Somebody, or the data, changed it since the form was opened: nothing was sent."""
    said = visit.say(
        "您打开页面以后，情况已经变化。没有提交；请先看清现在的情况，您填写的内容仍在。",
        "It changed since you opened the page. Nothing was sent; look at it as it is now, what you wrote is kept.",
    )
    return Result(409, Said("bad", (said,)), draft)


def _wrong(visit: Visit, problem: Problem) -> Said:
    zh, _, en = problem.title.partition(" / ")
    faults = (
        f"{fault.pointer.removeprefix('/data/')}: {fault.detail or fault.reason}" for fault in problem.errors
    )
    return Said("bad", (visit.say(zh, en or zh), *faults))
