"""What is told when something could not be delivered for days: an alert about the delivery itself."""

from hashlib import sha256

from sinks.delivery.message import Message, Told, composed

KIND = "delivery"


def parked_message(receiver: str, to: str, lost: Message, why: str, now: int, opened_at: str) -> Message:
    """For the receiver of alarms: which message for whom is parked, since when it was due, why it did not arrive."""
    alert_id = f"parked-{sha256(f'{receiver}|{lost.id}'.encode()).hexdigest()[:16]}"
    told = Told(
        alert_id=alert_id,
        revision=1,
        notice="new",
        kind=KIND,
        about_id=lost.told.alert_id,
        about_revision=lost.told.revision,
        about_state="parked",
        stage="parked",
        colour=lost.told.colour,
        rule_id=lost.told.rule_id,
        item_code=lost.told.item_code,
        dept_code=lost.told.dept_code,
        region_code=lost.told.region_code,
        title=f"提醒多日未能送达 {receiver}，已转人工处理 / An alert for {receiver} was not delivered for days: {why}",
        urgent=True,
        receiver=to,
        route="",
        reason=f"{receiver}: {why}",
        group=KIND,
        opened_at=opened_at,
        ack_due=None,
        link=lost.told.link,
    )
    return composed(f"{alert_id}-1", f"alert.{told.notice}", lost.case, opened_at, now, told)
