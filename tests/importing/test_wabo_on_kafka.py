"""The WABO log through a real Kafka: sent, judged by a worker, archived by the sink, read back from ClickHouse."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.importing.live import archive_of, awaited, deployment, running, sent
from tests.importing.wabo import RULEBOOK, Permit, assert_facts


def states(cards: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The state of every standing card; withdrawn ones are history of what arrived late."""
    return {card["card_id"]: card["state"] for card in cards if card["state"] != "withdrawn"}


def test_the_log_is_judged_on_kafka_as_in_files_and_as_counting_finds(
    kafka_bootstrap: str,
    topic_prefix: str,
    tmp_path: Path,
    wabo_events: Path,
    wabo_cards: list[dict[str, Any]],
    permits: dict[str, Permit],
) -> None:
    settings = deployment(kafka_bootstrap, topic_prefix, tmp_path, RULEBOOK)
    said = sent(
        settings, wabo_events
    )  # before there is a worker: idle for 5 s it would take it for old records
    with running(settings, tmp_path) as children, archive_of(settings, children) as archive:
        cards = awaited(
            children,
            lambda: archive.run("newest_cards", limit=10_000),
            lambda found: states(found) == states(wabo_cards),
        )
        late = archive.run(
            "cards_of_case", subject=next(c["case_no"] for c in cards if c["rule_id"] == "T-04")
        )

    assert "20,022 events sent" in said
    assert states(cards) == states(wabo_cards)
    assert_facts(cards, permits)
    assert {card["rule_id"]: card["state"] for card in late}["T-04"] == "issued"
