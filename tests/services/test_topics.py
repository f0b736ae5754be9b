"""Topics are made once, checked each time, and never worked on when they are not what they must be."""

import time
from collections.abc import Mapping

import pytest

from streams.broker import admin
from streams.exits import Misuse, Unavailable
from streams.services.process import free_address, wait_for
from streams.topics import INPUTS, TOPICS, Found, create, describe, faults, partition_count, verify


def make(bootstrap: str, name: str, partitions: int, settings: Mapping[str, str]) -> None:
    with admin(bootstrap) as client:
        client.create_topics({name: {"num_partitions": partitions, "configs": dict(settings)}})
        client.wait_for_topics([name])


def alter(bootstrap: str, prefix: str, name: str, settings: Mapping[str, str]) -> None:
    from kafka.admin import ConfigResource, ConfigResourceType

    with admin(bootstrap) as client:
        client.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, prefix + name, configs=dict(settings))]
        )
        assert wait_for(
            lambda: settings.items() <= describe(client, prefix)[prefix + name].settings.items(), 30
        )


def test_all_topics_are_made_once_and_found_the_second_time(kafka_bootstrap: str, topic_prefix: str) -> None:
    first = create(kafka_bootstrap, topic_prefix, 3)
    second = create(kafka_bootstrap, topic_prefix, 3)

    names = sorted(topic_prefix + topic.name for topic in TOPICS)
    assert (sorted(first.created), first.present, first.warnings) == (names, [], [])
    assert (second.created, second.present, second.warnings) == ([], names, [])


def test_what_is_made_has_the_settings_it_must_have(kafka_bootstrap: str, topic_prefix: str) -> None:
    create(kafka_bootstrap, topic_prefix, 3)
    with admin(kafka_bootstrap) as client:
        found = describe(client, topic_prefix)

    for topic in TOPICS:
        there = found[topic_prefix + topic.name]
        assert there.partitions == (topic.partitions or 3)
        assert there.settings["cleanup.policy"] == ("compact" if topic.compacted else "delete")
        assert there.settings["message.timestamp.type"] == "CreateTime"
        assert there.settings["retention.ms"] == ("-1" if not topic.compacted else "604800000")
        assert int(there.settings["max.message.bytes"]) > 2 << 20


def test_the_compacted_topics_are_those_of_states_rulebooks_and_keys() -> None:
    compacted = {topic.name for topic in TOPICS if topic.compacted}

    assert compacted == {
        *("rulebooks", "case-states", "dossiers", "contact-keys"),
        *("delivery-slips", "legal-holds"),
    }


def test_verifying_gives_the_shared_partition_count(kafka_bootstrap: str, topic_prefix: str) -> None:
    create(kafka_bootstrap, topic_prefix, 5)

    assert verify(kafka_bootstrap, topic_prefix) == 5
    assert partition_count(kafka_bootstrap, f"{topic_prefix}cards") == 5


def test_another_partition_count_is_refused_and_nothing_is_made(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    make(kafka_bootstrap, f"{topic_prefix}rating-events", 2, {})

    with pytest.raises(Misuse, match=f"{topic_prefix}rating-events: found 2 partitions, expected 3; give"):
        create(kafka_bootstrap, topic_prefix, 3)

    with admin(kafka_bootstrap) as client:
        assert list(describe(client, topic_prefix)) == [f"{topic_prefix}rating-events"]


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        (
            "dossiers",
            {"cleanup.policy": "delete"},
            "dossiers: found cleanup.policy=delete, expected compact; set",
        ),
        ("cards", {"cleanup.policy": "compact"}, "cards: found cleanup.policy=compact, expected delete; set"),
        (
            "findings",
            {"message.timestamp.type": "LogAppendTime"},
            "findings: found message.timestamp.type=LogAppendTime, expected CreateTime; set",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_create_and_verify(
    kafka_bootstrap: str, topic_prefix: str, name: str, settings: dict[str, str], sentence: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 2)
    alter(kafka_bootstrap, topic_prefix, name, settings)

    with pytest.raises(Misuse, match=sentence):
        verify(kafka_bootstrap, topic_prefix)
    with pytest.raises(Misuse, match=sentence):
        create(kafka_bootstrap, topic_prefix, 2)


def test_a_topic_that_would_forget_history_is_warned_about(kafka_bootstrap: str, topic_prefix: str) -> None:
    make(kafka_bootstrap, f"{topic_prefix}case-events", 2, {"retention.ms": "1000000000"})

    made = create(kafka_bootstrap, topic_prefix, 2)

    assert f"topic {topic_prefix}case-events: retention.ms=1000000000, we would set -1" in made.warnings


def test_every_fault_is_named_at_once() -> None:
    settings = {"cleanup.policy": "delete", "message.timestamp.type": "LogAppendTime"}
    found = {name: Found(2, settings) for name in INPUTS}

    assert len(faults(found, 12)) == 2 * len(INPUTS)


def test_verifying_names_the_missing_topics_and_the_command(kafka_bootstrap: str, topic_prefix: str) -> None:
    with pytest.raises(Misuse, match=rf"{topic_prefix}case-events.*topics create --prefix {topic_prefix}"):
        verify(kafka_bootstrap, topic_prefix)
    with pytest.raises(Misuse, match=f"topic {topic_prefix}cards is not on"):
        partition_count(kafka_bootstrap, f"{topic_prefix}cards")


def test_a_prefix_kafka_does_not_allow_is_refused(kafka_bootstrap: str) -> None:
    with pytest.raises(Misuse, match="a bcase-events: Kafka refuses"):
        create(kafka_bootstrap, "a b", 2)


def test_an_absent_kafka_is_named_by_its_address() -> None:
    address = free_address()
    begun = time.monotonic()

    with pytest.raises(Unavailable, match=f"Kafka does not answer at {address}"):
        create(address)

    assert time.monotonic() - begun < 15
