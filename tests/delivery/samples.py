"""Alerts as the worker writes them, and the messages they become."""

from collections.abc import Sequence

import msgspec

from rules.alerts import Addressee, AddresseeState, AlertKind, AlertRecord, AlertState, Notice, alert_id_of
from sinks.delivery.message import Message, messages_of

TIME = "2026-01-06T00:00:00.000+08:00"


def addressee(
    receiver: str = "inspection",
    notice: Notice | None = Notice.NEW,
    *,
    urgent: bool = False,
    group: str = "g",
) -> Addressee:
    """A receiver that is to be told (None: is not)."""
    return Addressee(
        receiver=receiver, unit="inspection", dept_code="DC", route="red", reason="红牌 / red card",
        state=AddresseeState.TOLD, notice=notice, urgent=urgent, group=group, held_by=None, next_at=None,
        told_at=TIME, ack_due="2026-01-08T00:00:00.000+08:00", acknowledged_at=None, acknowledged_by=None,
        result=None, overdue=False, reminders=0,
    )  # fmt: skip


def alert(
    case: str = "c-1",
    revision: int = 1,
    receivers: Sequence[Addressee] = (addressee(),),
    title: str = "承诺期限已过",
) -> AlertRecord:
    """An alert of a red card of the case."""
    return AlertRecord(
        alert_id=alert_id_of(AlertKind.CARD, case), revision=revision, state=AlertState.OPEN, kind=AlertKind.CARD,
        about_id=f"card-{case}", about_revision=revision, about_state="issued", stage="issued", colour="red",
        rule_id="T-05", subject=case, item_code="0001", dept_code="430100-ZJ", region_code="430100", title=title,
        urgent=False, opened_at=TIME, closed_at=None, ack_due=None, receivers=tuple(receivers), unreached=None,
        history=(), rulebook_hash="f" * 64, reason="new",
    )  # fmt: skip


def alert_event(record: AlertRecord, time: str = TIME) -> bytes:
    """The record as it lies on the topic."""
    return msgspec.json.encode(
        {
            "specversion": "1.0", "id": f"{record.alert_id}/{record.revision}", "source": "liangpai",
            "type": f"alert.{record.state}", "subject": record.subject, "time": time, "data": record,
        }
    )  # fmt: skip


def message(
    case: str = "c-1", revision: int = 1, *, since: int = 0, urgent: bool = False, title: str = "期限"
) -> Message:
    """What the receiver `inspection` is told; `since` in ms."""
    record = alert(case, revision, [addressee(urgent=urgent)], title)
    (found,) = messages_of(TIME, record, "https://city.example")
    return found._replace(since=since)
