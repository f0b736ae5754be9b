"""The receivers file of `notify`: who is told, and by which channel. What a person writes, as one typed model."""

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sinks.delivery.channels.mail import Security
from sinks.delivery.channels.robot import Brand
from sinks.delivery.channels.sms import PLACEHOLDERS

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}(/[^\s/]{1,64})?$")]
Text = Annotated[str, Field(min_length=1, max_length=1_000)]


def url_of(text: str) -> str:
    """The text, if it is an address that can be called. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("an address that begins with https:// (http:// inside one's own network)")
    if parts.username is not None or parts.fragment:
        raise ValueError("an address without a name, a password or a #fragment in it")
    return text


Url = Annotated[str, Field(max_length=2_000), AfterValidator(url_of)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("a time zone such as Asia/Shanghai") from None
    return name


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Receiver(_Written):
    """What every receiver may say. `retry_days`: how long a delivery is tried before it is parked; `at_once`: how many
    cases are told at the same time."""

    retry_days: Annotated[float, Field(gt=0, le=90)] = 7
    at_once: Annotated[int, Field(ge=1, le=64)] = 16


class _Called(_Receiver):
    """A receiver called over HTTP. The address stands here, or in a file where it is itself a secret."""

    url: Url | None = None
    url_file: Path | None = None
    private_addresses: bool = False
    ca_file: Path | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10

    @model_validator(mode="after")
    def _one_address(self) -> "_Called":
        if (self.url is None) == (self.url_file is None):
            raise ValueError("one of url and url_file")
        if self.url is not None:
            refuse_plain(self.url, private_addresses=self.private_addresses)
        return self


def refuse_plain(url: str, *, private_addresses: bool) -> None:
    """Raise ValueError for an address that would go over the internet in clear."""
    if url.startswith("http://") and not private_addresses:
        raise ValueError("an address that begins with https://, or private_addresses = true")


class WebhookReceiver(_Called):
    """One or two secrets (Standard Webhooks), each in a file: two while the receiver changes its key."""

    channel: Literal["webhook"]
    secret_files: Annotated[list[Path], Field(min_length=1, max_length=2)]


class RobotReceiver(_Called):
    """A group robot. Its address is a secret in itself."""

    channel: Brand
    secret_file: Path | None = None

    @model_validator(mode="after")
    def _signs(self) -> "RobotReceiver":
        if self.channel == "wecom" and self.secret_file is not None:
            raise ValueError("no secret_file: robots of WeChat Work are not signed")
        return self


class SmsReceiver(_Called):
    """An SMS gateway; `body` is its JSON with placeholders, `ok` what its answer must say."""

    channel: Literal["sms"]
    phones_file: Path
    body: dict[str, Any]
    headers: dict[Text, Text] = {}
    ok: dict[Text, str] = {}
    secret_file: Path | None = None
    most_bytes: Annotated[int, Field(ge=60, le=2_000)] = 600

    @model_validator(mode="after")
    def _says_something(self) -> "SmsReceiver":
        written = str(self.body) + str(self.headers)
        missing = [name for name in PLACEHOLDERS[:2] if "{" + name + "}" not in written]
        if missing:
            raise ValueError(f"a body with {{{missing[0]}}} in it")
        if "{secret}" in written and self.secret_file is None:
            raise ValueError("secret_file, since {secret} is used")
        return self


class MailReceiver(_Receiver):
    """Mail. `digest_at`: times of day (in the zone of the rulebook) at which all that came is sent in one mail;
    without, each alert is a mail. Urgent alerts wait for no digest."""

    channel: Literal["mail"]
    host: Text
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Security = "starttls"
    user: Text | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: Annotated[str, Field(alias="from", pattern=r"^[^@\s]+@[^@\s]+$")]
    to: Annotated[list[Annotated[str, Field(pattern=r"^[^@\s,]+@[^@\s,]+$")]], Field(min_length=1)]
    digest_at: list[time] = []
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 20

    @model_validator(mode="after")
    def _both(self) -> "MailReceiver":
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file together, or neither")
        if self.user is not None and self.security == "none":
            raise ValueError("security tls or starttls, since a password is sent")
        return self


class KafkaReceiver(_Receiver):
    """A topic of the receiver's own."""

    channel: Literal["kafka"]
    bootstrap: Text
    topic: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10


Receiver = Annotated[
    WebhookReceiver | RobotReceiver | SmsReceiver | MailReceiver | KafkaReceiver,
    Field(discriminator="channel"),
]


class Receivers(_Written):
    """The whole file. `link`: the console's address, for links in alerts; `alarm_to`: the receiver that is told when
    something for another one had to be parked; `zone`: in which times of day are meant."""

    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    link: Url | None = None
    alarm_to: Name | None = None
    receivers: Annotated[dict[Name, Receiver], Field(min_length=1)]

    @model_validator(mode="after")
    def _alarm_known(self) -> "Receivers":
        if self.alarm_to is not None and self.alarm_to not in self.receivers:
            raise ValueError(f"alarm_to: a receiver of this file, one of {', '.join(self.receivers)}")
        return self

    def named(self, receiver: str) -> str | None:
        """Which of them gets what is addressed to `receiver`: of `heads/ZJ-1` that name itself, else `heads`."""
        if receiver in self.receivers:
            return receiver
        kind = receiver.partition("/")[0]
        return kind if kind in self.receivers else None
