"""What the text of a setting may be: each kind reads the text, or says in a ValueError what was expected."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sinks.dsn import parse_dsn

LEGAL_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)
HIGHEST_PORT = 65_535
HOST_AND_PORT = f"HOST:PORT with a port from 0 to {HIGHEST_PORT}"
NAME = "1 to 100 of the characters A-Z a-z 0-9 . _ - as Kafka takes them"


def split_address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; `[::1]:8081` for IPv6."""
    host, _, port = text.rpartition(":")
    legal = bool(host) and port.isascii() and port.isdecimal() and len(port) <= 5
    if not legal or int(port) > HIGHEST_PORT or (":" in host and not _bracketed(host)):
        raise ValueError(HOST_AND_PORT)
    return host.strip("[]"), int(port)


def _bracketed(host: str) -> bool:
    return host.startswith("[") and host.endswith("]")


def words(text: str) -> str:
    """Any text but an empty one."""
    if not text.strip():
        raise ValueError("a text")
    return text


def file(text: str) -> Path:
    """Where a file or folder is; whether it is there shows when it is opened."""
    return Path(words(text))


def address(text: str) -> str:
    """One HOST:PORT."""
    split_address(text)
    return text


def addresses(text: str) -> str:
    """HOST:PORT, or several with commas between."""
    for each in text.split(","):
        split_address(each.strip())
    return text


def name(text: str) -> str:
    """What Kafka takes as the name of a topic or of a member of a group."""
    if LEGAL_NAME.fullmatch(text) is None:
        raise ValueError(NAME)
    return text


def dsn(text: str) -> str:
    """Where the archive is."""
    try:
        parse_dsn(text)
        _ = urlsplit(text).port
    except ValueError as wrong:
        raise ValueError("http[s]://user@host:port/database, or chdb:///absolute/folder") from wrong
    return text


def url(text: str) -> str:
    """An address as browsers have it."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address such as https://city.example")
    return text


_TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("1", "true", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("0", "false", "no", "off", "f", "n"), False),
}


def truth(text: str) -> bool:
    """Yes or no, in the words the options of the commands take."""
    if text.lower() not in _TRUTHS:
        raise ValueError("true or false")
    return _TRUTHS[text.lower()]


def one_of(*choices: str) -> Callable[[str], str]:
    """A kind that takes one of these texts, in capitals or not."""

    def read(text: str) -> str:
        if text.upper() not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text.upper()

    return read


def cost(text: str) -> str:
    """Passes, KiB of memory and lanes of Argon2."""
    if re.fullmatch(r"[1-9]\d*,[1-9]\d*,[1-9]\d*", text, re.ASCII) is None:
        raise ValueError("three numbers such as 3,65536,4")
    return text
