"""Addresses and names are checked before anything starts."""

import pytest

from streams.commands.sink import sink
from streams.commands.worker import worker
from streams.exits import Misuse
from streams.legal import http_address, replica_id, topic_prefix


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8081", ("127.0.0.1", 8081)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_host_and_port_are_taken_apart(text: str, address: tuple[str, int]) -> None:
    assert http_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "8081", ":8081", "192.0.2.1", "host:", "host:-1", "127.0.0.1:99999", "host:８０", "::1:80", "a:1_0"],
)
def test_another_address_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(Misuse) as refused:
        http_address(text)

    assert repr(text) in str(refused.value)
    assert "HOST:PORT with a port from 0 to 65535" in str(refused.value)


@pytest.mark.parametrize("text", ["worker-1", "A.b_c-9", "x" * 100])
def test_names_of_kafkas_characters_are_taken(text: str) -> None:
    assert (replica_id(text), topic_prefix(text)) == (text, text)


@pytest.mark.parametrize("text", ["a b", "工作", "a/b", "a\n", "x" * 101])
def test_other_names_are_refused_with_the_option_they_came_by(text: str) -> None:
    with pytest.raises(Misuse, match="--id"):
        replica_id(text)
    with pytest.raises(Misuse, match="--prefix"):
        topic_prefix(text)


def test_only_a_prefix_may_be_empty() -> None:
    assert topic_prefix("") == ""
    with pytest.raises(Misuse, match="--id"):
        replica_id("")


@pytest.mark.parametrize("command", [worker, sink])
@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"http": "127.0.0.1:99999"}, "--http"), ({"replica": "a b"}, "--id"), ({"prefix": "a/"}, "--prefix")],
)
def test_commands_refuse_them_before_they_ask_for_a_key_or_a_broker(
    command: "type[object]", wrong: dict[str, str], named: str
) -> None:
    with pytest.raises(Misuse, match=named):
        command(**wrong)
