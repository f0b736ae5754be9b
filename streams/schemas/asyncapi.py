"""asyncapi.json: the topics as channels, what travels on each, its key, partitions and compaction (contracts 1.6)."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from rules.assessment.frozen import PIECE
from rules.decode import MAX_TEXT
from rules.registry import FAMILIES, type_of
from streams.schemas.names import EVENTS, OUTPUTS
from streams.schemas.outputs import (
    ALERT_TYPES,
    ARCHIVED_CASE,
    CARD_TYPES,
    CASE_STATE,
    DEAD_LETTERS,
    LEAD_TYPES,
    MONTH_TYPES,
    OUTCOME_TYPES,
    RATING_TYPES,
    TICKET_TYPES,
)
from streams.schemas.shaping import Schema
from streams.topics import DEFAULT_PARTITIONS, TOPICS, Topic

RECEIVED: Mapping[str, tuple[str, ...]] = {
    topic: tuple(type_of(data) for data in family) for topic, family in FAMILIES.items()
}
"""The types on each input topic."""

SENT: Mapping[str, tuple[str, ...]] = {
    "cards": CARD_TYPES,
    "leads": LEAD_TYPES,
    "ratings": RATING_TYPES,
    "tickets": TICKET_TYPES,
    "alerts": ALERT_TYPES,
    "assessments": (*MONTH_TYPES, PIECE),
    "action-outcomes": OUTCOME_TYPES,
    "case-states": (CASE_STATE,),
    "archived-cases": (ARCHIVED_CASE,),
    "dead-letters": DEAD_LETTERS,
}
"""The types on each output topic."""

_ABOUT = (
    "亮牌: events of government services in; warnings, yellow and red cards out. "
    "Operations are named from the program's side: it receives what source systems report and sends cards. "
    "A partition is Kafka's murmur2 of the key; clients on librdkafka must set `partitioner=murmur2_random`. "
    "All topics but `rulebooks` have the same number of partitions, so that one partition number holds everything "
    "about a subject; here the default. `liangpai topics create` makes them all."
)
_MEANING: Mapping[str, str] = {
    "case-events": "What happened to cases.",
    "rating-events": "Ratings of services by citizens.",
    "desk-actions": "What people do in the console.",
    "office-events": "What offices report about themselves.",
    "findings": "What scheduled queries over the archive found.",
    "rulebooks": "Internal: versions of the rulebook and calendar notices, as `liangpai rulebook publish` and "
    "`liangpai calendar load` publish them.",
    "cards": "The whole card after each change; the largest revision is the truth.",
    "tickets": "Investigation and rectification of bad ratings, cards, complaints and systemic matters.",
    "leads": "What a person should look into; never a card.",
    "ratings": "What became of each rating: counted, kept, invalid, duplicate; the largest revision is the truth.",
    "alerts": "Who is told of a card, ticket, lead, referral or missing data, and why; who acknowledged.",
    "assessments": "Months of assessment: what people did with each, and the figures frozen for it, in pieces.",
    "deliveries": "Internal: what became of each delivery of an alert: delivered, retried, parked; see docs/feeds.md.",
    "delivery-slips": "Internal: alerts that wait for their next try, and parked ones; gone once delivered.",
    "access-log": "Internal: who looked at which dossier, when and why; each entry sealed to the one before it.",
    "legal-holds": "Internal: cases that nothing may be erased of, who said so and why.",
    "action-outcomes": "What became of each desk action: done, or refused with the reason.",
    "case-states": "Where each case is; the latest record of a key counts.",
    "archived-cases": "Closed cases that have left the workers, each with what brings it back.",
    "dossiers": "Internal: the state of the workers.",
    "dead-letters": "What could not be taken in, and why.",
    "contact-keys": "Internal: the keys of sealed contacts, wrapped with the deployment's key, each under an id of "
    "its own in the partition of its subject; a tombstone destroys one.",
}
_KAFKA_BINDING = "0.5.0"


def asyncapi() -> Schema:
    """The AsyncAPI 3.0 document; payloads refer to the schema files beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "liangpai 亮牌",
            "version": version("liangpai"),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {**_operations("receive", RECEIVED), **_operations("send", SENT)},
        "components": {
            "messages": {**_messages(EVENTS, RECEIVED), **_messages(OUTPUTS, SENT)},
            "messageBindings": {"keyed": _key()},
            "parameters": {"prefix": {"description": "The prefix of all topics' names.", "default": ""}},
        },
    }


def _channel(topic: Topic) -> Schema:
    types = RECEIVED.get(topic.name) or SENT.get(topic.name) or ()
    return {
        "address": f"{{prefix}}{topic.name}",
        "description": _MEANING[topic.name],
        "parameters": {"prefix": {"$ref": "#/components/parameters/prefix"}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
        "bindings": {
            "kafka": {
                "partitions": topic.count(DEFAULT_PARTITIONS),
                "topicConfiguration": {name: _setting(name, text) for name, text in topic.settings().items()},
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _setting(name: str, text: str) -> str | int | list[str]:
    """As the Kafka binding wants it: policies as a list, numbers as numbers."""
    if name == "cleanup.policy":
        return text.split(",")
    return int(text) if text.lstrip("-").isdigit() else text


def _operations(action: str, topics: Iterable[str]) -> Schema:
    return {
        f"{action}-{name}": {"action": action, "channel": {"$ref": f"#/channels/{name}"}} for name in topics
    }


def _messages(file: str, topics: Mapping[str, Iterable[str]]) -> Schema:
    return {
        name: {
            "name": name,
            "payload": {"$ref": f"./{file}#/$defs/{name}"},
            "bindings": {"$ref": "#/components/messageBindings/keyed"},
        }
        for types in topics.values()
        for name in types
    }


def _key() -> Schema:
    key = {
        "type": "string",
        "maxLength": MAX_TEXT,
        "description": "The subject; empty for a dead letter whose subject could not be read.",
    }
    return {"kafka": {"key": key, "bindingVersion": _KAFKA_BINDING}}
