"""What a person gives as an address or a name, checked before anything starts: Misuse says what was expected."""

from sinks.setting_kinds import name, split_address
from streams.exits import Misuse


def http_address(text: str) -> tuple[str, int]:
    """Host and port of --http; port 0 for any free one. Raises Misuse."""
    return host_and_port(text, "--http (LIANGPAI_HTTP)")


def sink_address(text: str) -> tuple[str, int]:
    """Host and port of the sink that is asked. Raises Misuse."""
    return host_and_port(text, "the address of the sink (LIANGPAI_ARCHIVE_HTTP)")


def host_and_port(text: str, what: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; `[::1]:8081` for IPv6. Raises Misuse, which says what the address was given as."""
    try:
        return split_address(text)
    except ValueError as expected:
        raise Misuse(f"found {text!r} as {what}, expected {expected}.") from expected


def replica_id(text: str) -> str:
    """The text, if Kafka takes it as the name of a group member. Raises Misuse."""
    return _legal(text, "--id", "LIANGPAI_ID")


def topic_prefix(text: str) -> str:
    """The text, if topics may begin with it; it may be empty. Raises Misuse."""
    return _legal(text, "--prefix", "LIANGPAI_PREFIX") if text else text


def _legal(text: str, option: str, variable: str) -> str:
    try:
        return name(text)
    except ValueError as expected:
        raise Misuse(f"found {text!r} as {option} ({variable}), expected {expected}.") from expected
