"""`liangpai worker` says in one sentence why it cannot start."""

import asyncio
from pathlib import Path

import pytest

from streams.commands.worker import worker
from streams.exits import Misuse, Unavailable
from streams.privacy import Key
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.services.process import free_address
from streams.topics import create
from streams.worker.start import Start, work


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    Key.make(tmp_path / "key")
    return tmp_path / "key"


def test_without_kafka_it_names_the_address_it_tried(key_file: Path) -> None:
    nobody = free_address()

    with pytest.raises(Unavailable, match=nobody):
        worker(kafka_bootstrap=nobody, key_file=key_file)


def test_without_topics_it_says_how_to_make_them(
    kafka_bootstrap: str, topic_prefix: str, key_file: Path
) -> None:
    with pytest.raises(Misuse, match="topics create"):
        worker(kafka_bootstrap=kafka_bootstrap, prefix=topic_prefix, key_file=key_file)


def test_without_a_key_it_asks_for_one() -> None:
    with pytest.raises(Misuse, match="--key-file"):
        worker(kafka_bootstrap=free_address())


def test_a_rulebook_given_that_is_not_the_one_on_the_topic_is_named_as_not_used(
    kafka_bootstrap: str, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    create(kafka_bootstrap, topic_prefix, 2)
    start = Start(kafka_bootstrap, topic_prefix, 2, "one", "203.0.113.1:1", 0.03)
    there, given = shipped_rulebook(), shipped_rulebook("wabo-receipt")

    def attempt(rulebook: Path | None) -> str:
        with pytest.raises(Misuse, match="cannot listen"):
            asyncio.run(work(start, Key.of(b"a" * 32), rulebook))
        return capsys.readouterr().err

    assert "is not used" not in attempt(there) + attempt(there) + attempt(None)
    (line,) = [each for each in attempt(given).splitlines() if "is not used:" in each]
    for path in (there, given):
        assert load_rulebook(path).rulebook.rulebook_hash in line
    assert load_rulebook(there).rulebook.version in line


def test_another_key_than_the_deployments_is_refused(kafka_bootstrap: str, topic_prefix: str) -> None:
    create(kafka_bootstrap, topic_prefix, 2)
    first, other = Key.of(b"a" * 32), Key.of(b"b" * 32)

    def attempt(key: Key, http: str) -> int:
        return asyncio.run(
            work(Start(kafka_bootstrap, topic_prefix, 2, "one", http, 0.03), key, shipped_rulebook())
        )

    with pytest.raises(Misuse, match="cannot listen"):
        attempt(first, "203.0.113.1:1")  # the key is accepted, the address is not
    with pytest.raises(Misuse, match=first.fingerprint):
        attempt(other, free_address())
