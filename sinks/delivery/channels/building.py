"""From what the receivers file says to the channel that does it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sinks.delivery.channel import Channel
from sinks.delivery.channels.kafka_topic import KafkaChannel
from sinks.delivery.channels.mail import MailChannel, MailServer
from sinks.delivery.channels.robot import RobotChannel
from sinks.delivery.channels.sms import Gateway, SmsChannel
from sinks.delivery.channels.webhook import WebhookChannel
from sinks.delivery.http import Access
from sinks.delivery.receivers import (
    KafkaReceiver,
    MailReceiver,
    Receiver,
    RobotReceiver,
    SmsReceiver,
    WebhookReceiver,
)


class Files(NamedTuple):
    """What stood in the files that a receiver names: its address, its secrets, its numbers."""

    url: str = ""
    secrets: Sequence[str] = ()
    phones: Sequence[str] = ()


def channel_of(receiver: Receiver, files: Files, clock: Callable[[], int]) -> Channel:
    """The channel; `clock` in ms."""
    match receiver:
        case WebhookReceiver():
            return WebhookChannel(files.url, files.secrets, _access(receiver), clock)
        case RobotReceiver():
            secret = files.secrets[0] if files.secrets else None
            return RobotChannel(receiver.channel, files.url, secret, _access(receiver), clock)
        case SmsReceiver():
            return SmsChannel(_gateway(receiver, files), files.phones, _access(receiver))
        case MailReceiver():
            return MailChannel(_mail_server(receiver, files), receiver.sender, receiver.to)
        case KafkaReceiver():
            return KafkaChannel(receiver.bootstrap, receiver.topic, receiver.timeout_seconds)


def _access(receiver: WebhookReceiver | RobotReceiver | SmsReceiver) -> Access:
    return Access(receiver.timeout_seconds, receiver.private_addresses, receiver.ca_file)


def _gateway(receiver: SmsReceiver, files: Files) -> Gateway:
    secret = files.secrets[0] if files.secrets else ""
    return Gateway(files.url, receiver.body, receiver.headers, receiver.ok, secret, receiver.most_bytes)


def _mail_server(receiver: MailReceiver, files: Files) -> MailServer:
    password = files.secrets[0] if files.secrets else None
    return MailServer(
        receiver.host,
        receiver.port,
        receiver.security,
        receiver.user,
        password,
        receiver.ca_file,
        receiver.timeout_seconds,
    )
