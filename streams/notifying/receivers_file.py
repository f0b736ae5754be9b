"""The receivers file and the files it names: read whole, every mistake told at once with its place."""

import ssl
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sinks.delivery.channels.building import Files, channel_of
from sinks.delivery.courier import Terms
from sinks.delivery.digests import next_digest
from sinks.delivery.receivers import MailReceiver, Receiver, Receivers, refuse_plain, url_of
from sinks.delivery.round import Served
from streams.exits import Misuse
from streams.mistakes import Mistakes, quoted
from streams.people.files import refuse_if_open_to_others
from streams.toml_models import model_of
from streams.toml_positions import Path as KeyPath
from streams.toml_positions import nearest

MANUAL = "docs/feeds.md"
MIN_SECRET_BYTES = 24
"""What Standard Webhooks asks for at least."""


class Loaded(NamedTuple):
    """What the file says, and what stands in the files of each receiver."""

    receivers: Receivers
    files: dict[str, Files]


def load_receivers(path: Path) -> Loaded:
    """The file and all it names. Raises Misuse with every mistake."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror}; expected a receivers file, {MANUAL} shows one.") from error
    receivers, places = model_of(str(path), content, Receivers, MANUAL)
    mistakes = Mistakes()
    files: dict[str, Files] = {}
    for name, receiver in receivers.receivers.items():
        reading = _Reading(path.parent, receiver)
        files[name] = reading.files()
        for key, found, expected in reading.wrong:
            mistakes.add(str(path), *nearest(places, ("receivers", name, *key)), found, expected)
    mistakes.stop_if_any()
    return Loaded(receivers, files)


def served_by(
    loaded: Loaded, folder: Path, clock: Callable[[], int], only: Sequence[str] | None = None
) -> list[Served]:
    """A round for each receiver, or for those named; `folder` is where the receivers file lies. Raises Misuse."""
    zone = ZoneInfo(loaded.receivers.zone)
    known = list(loaded.receivers.receivers)
    for name in only or ():
        if name not in known:
            raise Misuse(f"found no receiver {name!r}, expected one of: {', '.join(known)}.")
    return [
        Served(
            name,
            receiver.channel,
            channel_of(_beside(receiver, folder), loaded.files[name], clock),
            _terms(receiver, zone),
            watches=number == 0,
        )
        for number, (name, receiver) in enumerate(loaded.receivers.receivers.items())
        if not only or name in only
    ]


def _terms(receiver: Receiver, zone: ZoneInfo) -> Terms:
    terms = Terms(retry_ms=round(receiver.retry_days * 86_400_000), at_once=receiver.at_once)
    if isinstance(receiver, MailReceiver) and receiver.digest_at:
        return terms._replace(next_digest=next_digest(receiver.digest_at, zone))
    return terms


def _beside(receiver: Receiver, folder: Path) -> Receiver:
    """The receiver with its certificate authority as a path that leads there from anywhere."""
    ca_file = getattr(receiver, "ca_file", None)
    return receiver if ca_file is None else receiver.model_copy(update={"ca_file": folder / ca_file})


class _Reading:
    """The files of one receiver; `wrong` is what is wrong with them: key, found, expected."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self._folder, self._receiver = folder, receiver
        self.wrong: list[tuple[KeyPath, str, str]] = []

    def files(self) -> Files:
        """What stands in them; empty where something is wrong."""
        self._check_authority()
        return Files(self._url(), tuple(self._secrets()), tuple(self._phones()))

    def _url(self) -> str:
        given = getattr(self._receiver, "url", None)
        file = getattr(self._receiver, "url_file", None)
        if file is None:
            return given or ""
        text = self._private(("url_file",), file)
        try:
            if text:
                refuse_plain(
                    url_of(text), private_addresses=bool(getattr(self._receiver, "private_addresses", False))
                )
        except ValueError as error:
            self.wrong.append((("url_file",), f"another thing in {file}", str(error)))
        return text

    def _secrets(self) -> Iterator[str]:
        for number, file in enumerate(getattr(self._receiver, "secret_files", ())):
            text = self._private(("secret_files", number), file)
            if text and not _is_secret(text):
                expected = f"{MIN_SECRET_BYTES} bytes or more in base64, with whsec_ before them or without"
                self.wrong.append((("secret_files", number), f"another thing in {file}", expected))
            yield text
        for key in ("secret_file", "password_file"):
            if (file := getattr(self._receiver, key, None)) is not None:
                yield self._private((key,), file)

    def _phones(self) -> Sequence[str]:
        file = getattr(self._receiver, "phones_file", None)
        if file is None:
            return ()
        phones = [line.strip() for line in self._private(("phones_file",), file).splitlines() if line.strip()]
        wrong = [each for each in phones if not each.removeprefix("+").isdecimal()]
        if wrong:
            self.wrong.append((("phones_file",), quoted(wrong[0]), "one telephone number a line"))
        return phones

    def _private(self, key: KeyPath, file: Path) -> str:
        """The text of a file that others than its owner may not read."""
        path = self._folder / file
        try:
            refuse_if_open_to_others(path)
            text = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.wrong.append((key, f"{path} ({getattr(error, 'strerror', None) or error})", "a text file"))
            return ""
        except Misuse as error:
            self.wrong.append((key, str(error), "a file of its owner only"))
            return ""
        if not text:
            self.wrong.append((key, f"nothing in {path}", "a text"))
        return text

    def _check_authority(self) -> None:
        file: Any = getattr(self._receiver, "ca_file", None)
        if file is None:
            return
        try:
            ssl.create_default_context(cafile=str(self._folder / file))
        except OSError as error:
            self.wrong.append((("ca_file",), f"{file} ({error.strerror or error})", "certificates in PEM"))


def _is_secret(text: str) -> bool:
    try:
        return len(b64decode(text.removeprefix("whsec_") + "==", validate=False)) >= MIN_SECRET_BYTES
    except (Base64Error, ValueError):
        return False
