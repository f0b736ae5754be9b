"""What one receiver is told of one revision of an alert: thin, the same bytes and the same id at each try."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from rules.alerts import Addressee, AlertRecord

CONTENT_TYPE = "application/cloudevents+json"
SOURCE = "liangpai/alerts"


class Told(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The data of the event a receiver gets. No personal data: ids, rule, colour, who is in charge, a link."""

    alert_id: str
    revision: int
    notice: str
    kind: str
    about_id: str
    about_revision: int
    about_state: str
    stage: str
    colour: str | None
    rule_id: str | None
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    title: str
    urgent: bool
    receiver: str
    route: str
    reason: str
    group: str
    opened_at: str
    ack_due: str | None
    link: str | None


class _Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    specversion: str = "1.0"
    id: str
    source: str = SOURCE
    type: str
    subject: str
    time: str
    datacontenttype: str = "application/json"
    data: Told


class Message(NamedTuple):
    """One delivery. `id` is the same at each try; `case` is what order is kept within; `since` (ms) when it was due."""

    id: str
    case: str
    since: int
    told: Told
    value: bytes

    @property
    def receiver(self) -> str:
        """Its name as the routes give it, with the department where it stands for one."""
        return self.told.receiver


class Unreadable(ValueError):
    """A record that is no alert this program can read."""


class _Alert(msgspec.Struct, frozen=True, gc=False):
    time: str
    data: AlertRecord


_alert = msgspec.json.Decoder(_Alert)
_event = msgspec.json.Decoder(_Event)
_encode = msgspec.json.Encoder().encode


def read_alert(value: bytes) -> tuple[str, AlertRecord]:
    """When the revision was written, and the record. Raises Unreadable."""
    try:
        found = _alert.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    return found.time, found.data


def messages_of(time: str, alert: AlertRecord, base: str | None) -> Iterator[Message]:
    """A message for each receiver that this revision says is to be told something. `base` is the console's address."""
    for addressee in alert.receivers:
        if addressee.notice is not None:
            yield _message(time, alert, addressee, base)


def restored(value: bytes, since: int) -> Message:
    """The message whose bytes these are. Raises Unreadable."""
    try:
        event = _event.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    return Message(event.id, event.subject, since, event.data, value)


def written_at(time: str) -> int:
    """An RFC 3339 instant in ms. Raises Unreadable."""
    try:
        return round(datetime.fromisoformat(time).timestamp() * 1000)
    except ValueError:
        raise Unreadable(f"{time!r} is no time") from None


def _message(time: str, alert: AlertRecord, addressee: Addressee, base: str | None) -> Message:
    told = Told(
        alert_id=alert.alert_id,
        revision=alert.revision,
        notice=str(addressee.notice),
        kind=str(alert.kind),
        about_id=alert.about_id,
        about_revision=alert.about_revision,
        about_state=alert.about_state,
        stage=alert.stage,
        colour=alert.colour,
        rule_id=alert.rule_id,
        item_code=alert.item_code,
        dept_code=alert.dept_code,
        region_code=alert.region_code,
        title=alert.title,
        urgent=addressee.urgent,
        receiver=addressee.receiver,
        route=addressee.route,
        reason=addressee.reason,
        group=addressee.group,
        opened_at=alert.opened_at,
        ack_due=addressee.ack_due,
        link=None if base is None else f"{base.rstrip('/')}/alerts/{alert.alert_id}",
    )
    event_id = _id_of(alert, addressee.receiver)
    return composed(event_id, f"alert.{told.notice}", alert.subject, time, written_at(time), told)


def composed(event_id: str, event_type: str, case: str, time: str, since: int, told: Told) -> Message:
    """The message with these words. `time` as in the event, `since` in ms."""
    event = _Event(id=event_id, type=event_type, subject=case, time=time, data=told)
    return Message(event_id, case, since, told, _encode(event))


def instant_text(ms: int) -> str:
    """An instant in ms as RFC 3339 in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")


def _id_of(alert: AlertRecord, receiver: str) -> str:
    """Of alert, revision, and department where the receiver stands for one: two heads may share one address."""
    _, _, department = receiver.partition("/")
    return "-".join(filter(None, (alert.alert_id, str(alert.revision), department)))
