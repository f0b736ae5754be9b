"""The WABO log through a real Kafka: sent, judged by a worker, archived by the sink, read back from ClickHouse."""

import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from streams.archive_client import ArchiveClient
from streams.topics import create
from streams.up.children import Child, liangpai, stop_all
from streams.up.health import wait_until_ready
from streams.up.ports import addresses
from tests.importing.wabo import RULEBOOK, Permit, assert_facts

PATIENCE = 240.0
"""Seconds until all is judged and archived; far more than it takes."""


@pytest.fixture
def settings(kafka_bootstrap: str, topic_prefix: str, tmp_path: Path) -> dict[str, str]:
    """What all programs of this test are told."""
    key = tmp_path / "deployment.key"
    key.write_bytes(os.urandom(32))
    create(kafka_bootstrap, topic_prefix)
    return {
        "KAFKA_BOOTSTRAP": kafka_bootstrap,
        "CLICKHOUSE_DSN": f"chdb://{tmp_path}/archive",
        "LIANGPAI_RULEBOOK": str(RULEBOOK),
        "LIANGPAI_KEY_FILE": str(key),
        "LIANGPAI_PREFIX": topic_prefix,
    }


@pytest.fixture
def running(settings: dict[str, str], tmp_path: Path) -> Iterator[list[Child]]:
    """A worker and a sink, ready; stopped at the end."""
    started: list[Child] = []
    free = addresses()
    try:
        for name in ("worker", "sink"):
            own = {**settings, "LIANGPAI_ID": f"{name}-1", "LIANGPAI_HTTP": next(free)}
            started.append(Child(name, liangpai(name), own, tmp_path / f"{name}.log"))
        wait_until_ready(started, PATIENCE, lambda _: None)
        yield started
    finally:
        stop_all(started)


def states(cards: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The state of every standing card; withdrawn ones are history of what arrived late."""
    return {card["card_id"]: card["state"] for card in cards if card["state"] != "withdrawn"}


def archived_cards(children: list[Child], dsn: str, expected: dict[str, str]) -> list[dict[str, Any]]:
    """All cards of the archive, as soon as they are in the states expected; as they are when patience ends."""
    until = time.monotonic() + PATIENCE
    with ArchiveClient(dsn, children[-1].http) as archive:
        while True:
            cards = archive.run("newest_cards", limit=10_000)
            if states(cards) == expected or time.monotonic() > until:
                return cards
            for child in children:
                child.check()
            time.sleep(0.5)


def test_the_log_is_judged_on_kafka_as_in_files_and_as_counting_finds(
    settings: dict[str, str],
    running: list[Child],
    wabo_events: Path,
    wabo_cards: list[dict[str, Any]],
    permits: dict[str, Permit],
) -> None:
    send = liangpai("send", str(wabo_events))
    sent = subprocess.run(
        send, env={**os.environ, **settings}, check=True, capture_output=True, text=True, timeout=120
    )

    cards = archived_cards(running, settings["CLICKHOUSE_DSN"], states(wabo_cards))

    assert "20,022 events sent" in sent.stdout
    assert states(cards) == states(wabo_cards)
    assert_facts(cards, permits)
    with ArchiveClient(settings["CLICKHOUSE_DSN"], running[-1].http) as archive:
        late = archive.run(
            "cards_of_case", subject=next(c["case_no"] for c in cards if c["rule_id"] == "T-04")
        )
    assert {card["rule_id"]: card["state"] for card in late}["T-04"] == "issued"
