"""The topic `rulebooks` on a real Kafka."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from streams.exits import Misuse, Unavailable
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.rulebook_records import records_of
from streams.rulebook_topic import (
    check_or_publish_fingerprint,
    publish,
    publish_if_empty,
    read_published,
    write,
)
from streams.topics import create
from tests.rulebook.books import FULL, HEAD, changed, written

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


@pytest.fixture
def place(kafka_bootstrap: str, topic_prefix: str) -> tuple[str, str]:
    create(kafka_bootstrap, topic_prefix, partitions=1)
    return kafka_bootstrap, topic_prefix


def test_versions_are_read_back_as_they_were_published(place: tuple[str, str], tmp_path: Path) -> None:
    head = HEAD.replace('version = "1"', 'version = "2"').replace("2026-01-01", "2027-01-01")
    first = load_rulebook(written(tmp_path / "first", FULL))
    second = load_rulebook(written(tmp_path / "second", changed(rulebook=head)))

    assert run(publish(*place, [second, first])) == [
        f"test city/2/{second.rulebook.rulebook_hash}",
        f"test city/1/{first.rulebook.rulebook_hash}",
    ]
    published = run(read_published(*place))
    assert published.rulebooks == (first.rulebook, second.rulebook)
    assert published.calendar.version == first.calendar.version
    assert published.versions[0].loaded.files == first.files
    assert run(publish(*place, [second, first])) == []


def test_the_folder_is_published_once_and_only_where_nothing_is(place: tuple[str, str]) -> None:
    assert run(publish_if_empty(*place, shipped_rulebook())) is True
    assert run(publish_if_empty(*place, Path("nowhere"))) is False
    assert run(read_published(*place)).rulebooks == (load_rulebook(shipped_rulebook()).rulebook,)


def test_a_rulebook_that_cannot_be_loaded_is_not_published(place: tuple[str, str], tmp_path: Path) -> None:
    folder = written(tmp_path, changed(rulebook=HEAD + "x = 1\n"))

    with pytest.raises(Misuse, match=r"rulebook\.toml:6:1"):
        run(publish_if_empty(*place, folder))
    assert run(read_published(*place)).versions == ()


def test_a_half_published_version_does_not_count_until_it_is_complete(place: tuple[str, str]) -> None:
    loaded = load_rulebook(shipped_rulebook())
    *files, _ = records_of(loaded)
    run(write(*place, files))

    assert run(read_published(*place)).versions == ()
    assert run(publish_if_empty(*place, shipped_rulebook())) is True
    assert len(run(read_published(*place)).versions) == 1


def test_the_first_key_of_a_deployment_is_the_only_one(place: tuple[str, str]) -> None:
    run(check_or_publish_fingerprint(*place, "aaaa"))
    run(check_or_publish_fingerprint(*place, "aaaa"))

    with pytest.raises(Misuse, match="fingerprint bbbb, expected aaaa"):
        run(check_or_publish_fingerprint(*place, "bbbb"))
    assert run(read_published(*place)).fingerprint == "aaaa"


def test_of_keys_that_come_at_once_one_stands(place: tuple[str, str]) -> None:
    async def start_all() -> list[BaseException | None]:
        starts = (check_or_publish_fingerprint(*place, f"key-{number}") for number in range(4))
        return await asyncio.gather(*starts, return_exceptions=True)

    outcomes = run(start_all())

    assert outcomes.count(None) == 1
    assert run(read_published(*place)).fingerprint == f"key-{outcomes.index(None)}"


def test_a_topic_that_is_not_there_is_named(kafka_bootstrap: str, topic_prefix: str) -> None:
    with pytest.raises(Misuse, match=f"topic {topic_prefix}rulebooks is not on {kafka_bootstrap}"):
        run(read_published(kafka_bootstrap, topic_prefix))


def test_a_broker_that_is_not_there_is_named() -> None:
    with pytest.raises(Unavailable, match=r"Kafka does not answer at 127\.0\.0\.1:1 "):
        run(read_published("127.0.0.1:1"))
