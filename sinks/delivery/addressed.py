"""What of the topic of alerts is for one receiver."""

import structlog
from aiokafka import ConsumerRecord

from sinks.delivery.message import Message, Unreadable, messages_of, read_alert
from sinks.delivery.metrics import NotifyMetrics
from sinks.delivery.receivers import Receivers

log = structlog.get_logger(__name__)


class Addressed:
    """Reads records. `watches`: it also counts what cannot be read and what is for nobody, which one reader does for
    all."""

    def __init__(self, name: str, receivers: Receivers, metrics: NotifyMetrics, *, watches: bool) -> None:
        self._name, self._receivers, self._metrics, self._watches = name, receivers, metrics, watches

    def of(self, record: ConsumerRecord) -> list[Message]:
        """The messages of a record that are for this receiver; none where it is no alert."""
        try:
            time, alert = read_alert(record.value or b"")
            messages = list(messages_of(time, alert, self._receivers.link))
        except Unreadable as error:
            self._say_unreadable(record, error)
            return []
        if self._watches:
            for message in messages:
                self._watch(message)
        return [message for message in messages if self._receivers.named(message.receiver) == self._name]

    def _watch(self, message: Message) -> None:
        if self._receivers.named(message.receiver) is None:
            self._metrics.unknown.labels(message.receiver).inc()
            log.error(
                "an alert is for a receiver that the receivers file does not name; the topic keeps it for its group",
                receiver=message.receiver,
                message=message.id,
            )

    def _say_unreadable(self, record: ConsumerRecord, error: Unreadable) -> None:
        if self._watches:
            self._metrics.unreadable.inc()
            log.error(
                "an alert cannot be read", partition=record.partition, offset=record.offset, error=str(error)
            )
