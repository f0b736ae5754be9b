"""Mail: one alert a mail, or a digest of many."""

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from sinks.delivery.channel import NotDelivered
from sinks.delivery.message import Message
from sinks.delivery.words import digest, digest_headline, headline, lines

Security = Literal["tls", "starttls", "none"]


class MailServer(NamedTuple):
    """A server that takes mail. `user` None: it asks for no name."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    timeout_seconds: float = 20.0


class MailChannel:
    """Sends over a connection of its own each time: mail servers close idle ones without a word."""

    def __init__(self, server: MailServer, sender: str, to: Sequence[str]) -> None:
        self._server, self._sender, self._to = server, sender, tuple(to)

    async def send(self, messages: Sequence[Message]) -> None:
        """See Channel."""
        mail = self._mail(messages)
        try:
            await asyncio.to_thread(self._hand_over, mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotDelivered(f"{self._server.host}:{self._server.port}: {_why(error)}") from None

    def _mail(self, messages: Sequence[Message]) -> EmailMessage:
        mail = EmailMessage()
        one = len(messages) == 1
        mail["Subject"] = " ".join((headline(messages[0]) if one else digest_headline(messages)).split())
        mail["From"], mail["To"] = self._sender, ", ".join(self._to)
        mail["Date"] = format_datetime(datetime.fromtimestamp(messages[-1].since / 1000, UTC))
        mail["Message-ID"] = f"<{_id_of(messages)}@liangpai>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n".join(lines(messages[0])) if one else digest(messages), cte="base64")
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        server = self._server
        context = ssl.create_default_context(cafile=None if server.ca_file is None else str(server.ca_file))
        if server.security == "tls":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout_seconds, context=context
            )
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
        with opened as client:
            if server.security == "starttls":
                client.starttls(context=context)
            if server.user is not None:
                client.login(server.user, server.password or "")
            refused = client.send_message(mail)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)


def _id_of(messages: Sequence[Message]) -> str:
    """The same at each try of the same messages, so that a mail server can drop the second."""
    if len(messages) == 1:
        return messages[0].id
    return sha256("\n".join(message.id for message in messages).encode()).hexdigest()[:32]


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}"[:200]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "refused " + ", ".join(f"{who} ({code})" for who, (code, _) in error.recipients.items())
    return f"{type(error).__name__}: {error}"[:200]
