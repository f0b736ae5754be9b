"""Publishing and closing a month of assessment from its page, as `liangpai assess` does it: what stands in the way is
said, the figures are written, then the desk action names them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from dashboards.console.models import Asked, Deed, Said
from rules.assessment.periods import Month
from rules.entitlement import SUPERVISOR
from rules.month_desk import MonthRecord, MonthState
from rules.service_events import Manifest
from streams.archive_client import ArchiveClient
from streams.assessment.acting import frozen_letters
from streams.assessment.computing import Assessor
from streams.assessment.unready import standing
from streams.console.acting import Draft, Result, acted, changed, draft_of, new_id, result_of
from streams.console.visit import Visit
from streams.event_words import Texts
from streams.sending import Letter

PATIENCE_SECONDS = 120.0
"""How long a person waits for the figures of a whole office."""

_LEAVE = "leave_unconfirmed"
_REASON = Asked("reason", "textarea", ("说明（可不填）", "Remark (may be empty)"))
_ASKS = (
    Asked(_LEAVE, "checkbox", ("有牌待确认也办理（这些牌不计入）", "Although cards wait (they do not count)")),
    _REASON,
)  # fmt: skip
PUBLISH = Deed("publish", ("公示考核结果", "Publish the figures"), "desk.month_publish", _ASKS)
CLOSE = Deed("close", ("结账（冻结，不可更改）", "Close: freeze for good"), "desk.month_close", _ASKS)


class _Made(NamedTuple):
    """Figures ready to be frozen, or what stands in the way."""

    obstacles: Sequence[Texts]
    manifest: Manifest | None = None
    letters: Sequence[Letter] = ()


def month_deeds(visit: Visit, month: Month, record: MonthRecord | None) -> list[Deed]:
    """What the worker would take from this person now."""
    office = visit.viewer.office
    if not visit.viewer.has(SUPERVISOR) or office.day <= month.last_day:
        return []
    if record is None:
        return [PUBLISH]
    if record.state is MonthState.CLOSED:
        return []
    over = office.now >= record.objections_end and not record.open_objections
    return [PUBLISH, CLOSE] if over else [PUBLISH]


class Freezing:
    """One month at a time is frozen, so that a form sent twice finds what the first did."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def done(
        self, visit: Visit, month: Month, record: MonthRecord | None, deed: Deed, fields: Mapping[str, str]
    ) -> Result:
        """Freeze and do it. Raises Unavailable where archive or Kafka do not answer; then nothing was done."""
        draft, console = draft_of(deed.name, fields), visit.console
        async with self._turn:
            known = console.desk.find(draft.action_id, visit.viewer.staff_id)
            if known is not None:
                return result_of(visit, deed, known, draft)
            if fields.get("revision") != str(record.revision if record is not None else 0):
                return changed(visit, draft)
            made = await console.shelf.asked(
                lambda archive: _made(visit, archive, month, deed, fields), PATIENCE_SECONDS
            )
            if made.obstacles:
                said = Said("bad", tuple(visit.viewer.word(each) for each in made.obstacles))
                return Result(409, said, draft)
            await console.send(made.letters)
            return await _named(visit, month, deed, made, draft)


def _made(visit: Visit, archive: ArchiveClient, month: Month, deed: Deed, fields: Mapping[str, str]) -> _Made:
    console = visit.console
    court, now = console.shelf.court(), console.clock()
    assessor = Assessor(archive, court, now)
    found = standing(assessor, month, console.lag, close=deed is CLOSE, unconfirmed=bool(fields.get(_LEAVE)))
    if found.obstacles:
        return _Made(found.obstacles)
    book = assessor.book(month)
    frozen = assessor.compute(month, book, found.record)
    return _Made((), *frozen_letters(month, frozen, found.record, book, now, court.zone))


async def _named(visit: Visit, month: Month, deed: Deed, made: _Made, draft: Draft) -> Result:
    """The action that names the figures; they are others with each try, so another try is another action."""
    target = {"month": str(month), "manifest": msgspec.to_builtins(made.manifest)}
    result = await acted(visit, deed._replace(asks=(_REASON,)), month.subject, target, draft)
    if result.revision:
        await visit.console.shelf.caught_up("assessment_month", result.revision, subject=month.subject)
    if result.status == 503:
        return result._replace(draft=draft._replace(action_id=new_id()))
    return result
