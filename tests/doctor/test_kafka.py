"""Faults planted in a real Kafka, and what the doctor says of them."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from streams.broker import admin
from streams.doctor import kafka_facts
from streams.doctor.examining import examine_part
from streams.doctor.finding import Around, Finding, Level, Missing
from streams.doctor.kafka_checks import KAFKA_CHECKS
from streams.doctor.kafka_facts import KafkaFacts
from streams.services.process import free_address
from streams.topics import TOPICS, Found, create

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def found_on(bootstrap: str, prefix: str) -> KafkaFacts:
    facts = kafka_facts.gather(bootstrap, prefix)
    assert isinstance(facts, KafkaFacts), facts
    return facts


def said(facts: KafkaFacts | Missing, prefix: str = "") -> dict[str, list[Finding]]:
    by_check: dict[str, list[Finding]] = {}
    for each in examine_part("Kafka", KAFKA_CHECKS, facts, Around("kafka:9092", prefix, NOW)):
        by_check.setdefault(each.check, []).append(each)
    return by_check


def levels(found: Mapping[str, list[Finding]]) -> dict[str, set[str]]:
    return {check: {str(each.level) for each in findings} for check, findings in found.items()}


def three_brokers(**settings: str) -> KafkaFacts:
    """Facts of a cluster as it should be, but for some settings of its topics."""
    topics = {
        topic.name: Found(topic.count(12), {**topic.settings(), "min.insync.replicas": "2", **settings}, 3, 3)
        for topic in TOPICS
    }
    return KafkaFacts(3, topics, {"__consumer_offsets": 3}, {"offsets.retention.minutes": "10080"}, 0.2)


def test_a_broker_of_our_own_is_well_but_for_being_alone(kafka_bootstrap: str, topic_prefix: str) -> None:
    create(kafka_bootstrap, topic_prefix, 2, 1)

    told = levels(said(found_on(kafka_bootstrap, topic_prefix), topic_prefix))

    assert told.pop("brokers") == {"warn"}
    assert told.keys() == {check.name for check in KAFKA_CHECKS} - {"brokers"}
    assert set.union(*told.values()) == {"ok"}


def test_wrong_partitions_no_compaction_and_missing_topics_are_each_told(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    with admin(kafka_bootstrap) as client:
        made = {"case-events": (2, "delete"), "ratings": (3, "delete"), "dossiers": (2, "delete")}
        client.create_topics(
            {
                topic_prefix + name: {"num_partitions": count, "configs": {"cleanup.policy": policy}}
                for name, (count, policy) in made.items()
            }
        )
        client.wait_for_topics([topic_prefix + name for name in made])

    told = [each.sentence for each in said(found_on(kafka_bootstrap, topic_prefix), topic_prefix)["topics"]]

    assert len(told) == 3
    assert f"{len(TOPICS) - 3} of {len(TOPICS)} topics are not on" in told[0]
    assert f"topic {topic_prefix}ratings: found 3 partitions, expected 2" in told[1]
    assert f"topic {topic_prefix}dossiers: found cleanup.policy=delete, expected compact" in told[2]


def test_a_cluster_as_it_should_be_has_nothing_to_say_against_it() -> None:
    assert set.union(*levels(said(three_brokers())).values()) == {"ok"}


@pytest.mark.parametrize(
    ("setting", "value", "check", "level"),
    [
        ("min.insync.replicas", "1", "copies in sync", "warn"),
        ("min.insync.replicas", "4", "copies in sync", "fail"),
        ("unclean.leader.election.enable", "true", "election of leaders", "fail"),
        ("message.timestamp.type", "LogAppendTime", "topics", "fail"),
    ],
)
def test_a_setting_of_topics_that_loses_something_is_told(
    setting: str, value: str, check: str, level: str
) -> None:
    told = levels(said(three_brokers(**{setting: value})))

    assert told.pop(check) == {level}
    assert set.union(*told.values()) == {"ok"}


def test_event_topics_that_forget_are_told_by_name() -> None:
    facts = three_brokers()
    short = facts.topics["case-events"]
    topics = {**facts.topics, "case-events": short._replace(settings={**short.settings, "retention.ms": "1"})}

    told = said(facts._replace(topics=topics))["what topics keep"]

    assert [each.level for each in told] == [Level.WARN]
    assert "topic case-events: retention.ms=1, we would set -1" in told[0].sentence


def test_keys_that_are_not_compacted_away_soon_are_told() -> None:
    facts = three_brokers()
    slow = facts.topics["contact-keys"]
    kept = slow._replace(settings={**slow.settings, "max.compaction.lag.ms": "9223372036854775807"})

    told = said(facts._replace(topics={**facts.topics, "contact-keys": kept}))["what topics keep"]

    assert "contact-keys: max.compaction.lag.ms=9223372036854775807" in told[0].sentence


def test_a_single_copy_among_three_brokers_is_told_also_of_topics_of_kafka_itself() -> None:
    facts = three_brokers()
    lonely = facts.topics["cards"]._replace(copies=1, in_sync=1, settings={"min.insync.replicas": "1"})

    told = said(facts._replace(topics={**facts.topics, "cards": lonely}, copies={"__transaction_state": 1}))[
        "copies"
    ]

    assert "fewer than 3 copies of __transaction_state, cards, expected 3 with 3 brokers" in told[0].sentence


@pytest.mark.parametrize(
    ("ahead", "level"), [(-5.0, "ok"), (5.1, "warn"), (-60.0, "warn"), (60.1, "fail"), (None, "warn")]
)
def test_a_clock_that_is_apart_is_told_by_how_much(ahead: float | None, level: str) -> None:
    assert levels(said(three_brokers()._replace(ahead=ahead)))["Kafka's clock"] == {level}


def test_readers_that_lose_their_place_within_the_week_and_settings_out_of_sight_are_told() -> None:
    short = three_brokers()._replace(settings={"offsets.retention.minutes": "10079"})

    assert levels(said(short))["places of readers"] == {"warn"}
    assert levels(said(short._replace(settings={})))["places of readers"] == {"warn"}


def test_where_nobody_answers_that_is_told_once_and_nothing_else_is_said_to_be_well() -> None:
    address = free_address()

    found = kafka_facts.gather(address, "", seconds=0.2)
    first, *rest = examine_part("Kafka", KAFKA_CHECKS, found, Around(address, "", NOW))

    assert (first.level, first.away, address in first.sentence) == (Level.FAIL, True, True)
    assert {each.level for each in rest} == {Level.SKIP}
    assert len(rest) == len(KAFKA_CHECKS)
