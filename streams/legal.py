"""What a person gives as an address or a name, checked before anything starts: Misuse says what was expected."""

import re

from streams.exits import Misuse

LEGAL_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}", re.ASCII)
HIGHEST_PORT = 65_535


def http_address(text: str) -> tuple[str, int]:
    """Host and port of --http; port 0 for any free one. Raises Misuse."""
    return host_and_port(text, "--http (LIANGPAI_HTTP)")


def host_and_port(text: str, what: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; `[::1]:8081` for IPv6. Raises Misuse, which says what the address was given as."""
    host, _, port = text.rpartition(":")
    legal = bool(host) and port.isascii() and port.isdecimal() and len(port) <= 5
    if not legal or int(port) > HIGHEST_PORT or (":" in host and not _bracketed(host)):
        raise Misuse(f"found {text!r} as {what}, expected HOST:PORT with a port from 0 to {HIGHEST_PORT}.")
    return host.strip("[]"), int(port)


def _bracketed(host: str) -> bool:
    return host.startswith("[") and host.endswith("]")


def replica_id(text: str) -> str:
    """The text, if Kafka takes it as the name of a group member. Raises Misuse."""
    return _legal(text, "--id", "LIANGPAI_ID")


def topic_prefix(text: str) -> str:
    """The text, if topics may begin with it; it may be empty. Raises Misuse."""
    return _legal(text, "--prefix", "LIANGPAI_PREFIX") if text else text


def _legal(text: str, option: str, variable: str) -> str:
    if LEGAL_NAME.fullmatch(text) is None:
        raise Misuse(
            f"found {text!r} as {option} ({variable}), expected 1 to 100 of the characters A-Z a-z 0-9 . _ - "
            "as Kafka takes them."
        )
    return text
