"""The AsyncAPI document is one, and says of each topic what the program makes of it."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from rules.registry import TOPIC_OF
from streams.docs_tables import SCHEMAS
from streams.schemas.names import ASYNCAPI, EVENTS, OUTPUTS
from streams.topics import DEFAULT_PARTITIONS, INPUTS, TOPICS, Topic
from tests.house.project import ROOT
from tests.house.schemas import objects, published

OFFICIAL = ROOT / "tests" / "house" / "asyncapi" / "3.0.0-without-id.json"
"""The schema of AsyncAPI 3.0.0 as its makers publish it (npm package @asyncapi/specs 6.11.1, Apache-2.0)."""


def channel(name: str) -> dict[str, Any]:
    found: dict[str, Any] = published(ASYNCAPI)["channels"][name]
    return found


def pointed_at(document: dict[str, Any], pointer: str) -> Any:
    """What a JSON pointer leads to; fails where it leads nowhere."""
    found: Any = document
    for step in pointer.removeprefix("/").split("/"):
        found = found[step]
    return found


def test_the_document_is_valid_by_the_official_schema() -> None:
    official = Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))

    assert [
        f"{error.json_path}: {error.message}" for error in official.iter_errors(published(ASYNCAPI))
    ] == []
    assert list(official.iter_errors({**published(ASYNCAPI), "asyncapi": "2.6.0"})) != []


def test_every_reference_leads_to_something() -> None:
    references = [each["$ref"] for each in objects(published(ASYNCAPI)) if "$ref" in each]

    assert len(references) > 100
    for reference in references:
        file, _, pointer = reference.partition("#")
        name = file.removeprefix("./") or ASYNCAPI
        assert (SCHEMAS / name).is_file()
        assert pointed_at(published(name), pointer)


def test_the_channels_are_the_topics() -> None:
    assert list(published(ASYNCAPI)["channels"]) == [topic.name for topic in TOPICS]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_channel_says_how_its_topic_is_made(topic: Topic) -> None:
    said = channel(topic.name)["bindings"]["kafka"]

    assert channel(topic.name)["address"] == "{prefix}" + topic.name
    assert said["partitions"] == topic.count(DEFAULT_PARTITIONS)
    assert said["topicConfiguration"]["cleanup.policy"] == ["compact" if topic.compacted else "delete"]
    assert said["topicConfiguration"]["message.timestamp.type"] == "CreateTime"
    assert said["topicConfiguration"].get("retention.ms") == (None if topic.compacted else -1)


def test_every_event_travels_on_its_own_topic_and_nowhere_else() -> None:
    travels = {name: topic for topic in INPUTS for name in channel(topic)["messages"]}

    assert travels == dict(TOPIC_OF)
    assert sum(len(channel(topic)["messages"]) for topic in INPUTS) == len(TOPIC_OF)


@pytest.mark.parametrize("schema", [EVENTS, OUTPUTS])
def test_every_type_of_a_schema_is_a_message_with_that_schema_and_the_key(schema: str) -> None:
    messages = published(ASYNCAPI)["components"]["messages"]
    types = published(schema)["properties"]["type"]["enum"]

    assert types
    for name in types:
        assert messages[name]["payload"] == {"$ref": f"./{schema}#/$defs/{name}"}
        assert messages[name]["bindings"] == {"$ref": "#/components/messageBindings/keyed"}


def test_the_program_receives_what_comes_in_and_sends_what_goes_out() -> None:
    operations = published(ASYNCAPI)["operations"].values()

    def topics(action: str) -> set[str]:
        references = [each["channel"]["$ref"] for each in operations if each["action"] == action]
        return {reference.removeprefix("#/channels/") for reference in references}

    assert topics("receive") == set(INPUTS)
    assert topics("send") == {
        *(
            "cards",
            "case-states",
            "leads",
            "ratings",
            "tickets",
            "alerts",
            "assessments",
            "action-outcomes",
            "dead-letters",
        ),
        "archived-cases",
    }
