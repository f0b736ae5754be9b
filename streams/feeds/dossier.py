"""The full dossier of a case that an alert is about: for those the alert was told to, each look written down first."""

import asyncio
import json
from typing import Any

import msgspec

from rules.alerts import AlertRecord
from rules.entitlement import SUPERVISOR
from streams.feeds.access import AccessLog, Looked
from streams.intake.door import Door
from streams.intake.problems import Problem
from streams.people.people import SignedIn

_record = msgspec.json.Decoder(AlertRecord).decode


class Dossiers:
    """Answers from the archive; `log` is written before anything is shown."""

    def __init__(self, door: Door, log: AccessLog) -> None:
        self._door, self._log = door, log

    async def of(self, alert_id: str, who: SignedIn, reason: str) -> dict[str, Any]:
        """Alert, events, cards, tickets and outcomes of the case. Raises Problem 404, 403; Unavailable."""
        if self._door.archive is None:
            raise Problem(
                404, "no-archive", "未配置归档 / This door was given no archive", "--clickhouse-dsn"
            )
        alert = await self._alert(alert_id)
        allowed = alert is not None and may_see(alert, who)
        subject = alert.subject if alert else ""
        outcome = "shown" if allowed else "refused"
        await self._log.write(Looked(who.staff_id, "dossier", alert_id, subject, reason, outcome))
        if alert is None or not allowed:
            # The same answer for both, so that nobody learns which alerts there are.
            raise Problem(
                403,
                "not-told",
                "无此提醒，或未送达您的单位 / No such alert, or not told to your unit",
                alert_id,
            )
        return {"alert": msgspec.to_builtins(alert), **await self._matter(subject)}

    async def _alert(self, alert_id: str) -> AlertRecord | None:
        rows = await self._door.ask_archive("alert", alert_id=alert_id)
        return _record(str(rows[0]["data"])) if rows else None

    async def _matter(self, subject: str) -> dict[str, Any]:
        names = {
            "events": "events_of_case", "cards": "cards_of_case", "tickets": "tickets_of_subject",
            "outcomes": "outcomes_of_case", "ratings": "ratings_of_subject",
        }  # fmt: skip
        answers = await asyncio.gather(
            *(self._door.ask_archive(query, subject=subject) for query in names.values())
        )
        return {name: [_opened(row) for row in rows] for name, rows in zip(names, answers, strict=True)}


def may_see(alert: AlertRecord, who: SignedIn) -> bool:
    """Whoever belongs to a unit that was told; a supervisor sees all but what went to discipline inspection alone."""
    colleague = who.colleague
    if colleague is None:
        return False
    told = [each for each in alert.receivers if each.told_at is not None]
    if any(each.dept_code == colleague.member.dept_code for each in told):
        return True
    return SUPERVISOR in colleague.member.roles and any(each.unit != "discipline" for each in told)


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """The row, what is JSON in it as JSON."""
    return {
        name: json.loads(value) if name in {"data", "value"} and str(value)[:1] in {"{", "["} else value
        for name, value in row.items()
    }
