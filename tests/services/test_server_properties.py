"""A broker alone asks for one copy; one of three for three copies, two of which confirm."""

from pathlib import Path

import pytest

from streams.services.server_properties import Node, server_properties


def properties(nodes: int) -> dict[str, str]:
    controllers = {number: f"127.0.0.1:900{number}" for number in range(1, nodes + 1)}
    text = server_properties("127.0.0.1:9101", Node(nodes, controllers), Path("/data"))
    return dict(line.split("=", 1) for line in text.splitlines())


@pytest.mark.parametrize(("nodes", "copies", "in_sync"), [(1, "1", "1"), (3, "3", "2")])
def test_one_node_may_be_away_where_there_are_several(nodes: int, copies: str, in_sync: str) -> None:
    found = properties(nodes)

    for topic in ("default", "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"):
        assert found[f"{topic}.replication.factor"] == copies
    for name in (
        "min.insync.replicas",
        "transaction.state.log.min.isr",
        "share.coordinator.state.topic.min.isr",
    ):
        assert found[name] == in_sync


def test_every_node_knows_the_controllers_of_all_and_listens_on_its_own() -> None:
    found = properties(3)

    assert found["node.id"] == "3"
    assert found["controller.quorum.voters"] == "1@127.0.0.1:9001,2@127.0.0.1:9002,3@127.0.0.1:9003"
    assert found["listeners"] == "PLAINTEXT://127.0.0.1:9101,CONTROLLER://127.0.0.1:9003"
