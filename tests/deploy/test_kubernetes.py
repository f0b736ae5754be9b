"""The manifests are what a cluster, its operators and the program take; each check finds the mistake planted for it."""

import tomllib
from typing import Any

import pytest
import yaml

from streams.access import rights as rights_of
from streams.topics import DEFAULT_PARTITIONS, TOPICS
from tests.deploy.kubernetes import FOLDER, environment, faults, of_kind, resources, texts
from tests.deploy.ours import PROCESSES
from tests.house.project import ROOT

FILES = texts()
FOUND = resources(FILES)
PREFIX = "liangpai-"


def test_nothing_is_wrong_with_them() -> None:
    assert faults(FILES) == []


def test_every_file_there_is_applied() -> None:
    there = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}

    assert there == FILES.keys()


@pytest.mark.parametrize(
    ("file", "there", "planted", "told"),
    [
        ("worker.yaml", "podManagementPolicy:", "podManagementPolicies:", "podManagementPolicies"),
        ("worker.yaml", "containerPort: 8081", "containerPort: http", "'http' is not of type 'integer'"),
        ("worker.yaml", "args: [worker]", "args: [worker, --paces, '3']", "No such option"),
        ("sink.yaml", "name: LIANGPAI_ID", "name: LIANGPAI_IDS", "LIANGPAI_IDS is no setting"),
        ("settings.yaml", "SASL_SSL", "SASL_TLS", "as KAFKA_SECURITY_PROTOCOL"),
        ("serve.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
        ("serve.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "not read-only"),
        ("serve.yaml", "drop: [ALL]", "drop: [NET_RAW]", "keeps or may gain rights"),
        ("serve.yaml", "automountServiceAccountToken: false", "hostIPC: false", "token of the cluster"),
        ("notify.yaml", "path: /readyz", "path: /ready", "readinessProbe does not ask /readyz"),
        ("notify.yaml", "mountPath: /etc/liangpai/receivers", "mountPath: /etc/receivers", "where nothing is mounted"),
        ("notify.yaml", "secretName: receivers", "secretName: receiver", "nobody makes the secret receiver"),
        ("notify.yaml", "{name: settings}", "{name: archive}", "CLICKHOUSE_PASSWORD_FILE is"),
        ("sink.yaml", "port: 8090", "port: 8091", "no service of its name leads to 8090"),
        ("sink.yaml", "maxUnavailable: 1\n  selector:\n    matchLabels: {app.kubernetes.io/name: liangpai-sink}",
         "maxUnavailable: 1\n  selector:\n    matchLabels: {app.kubernetes.io/name: sink}", "no budget keeps"),
        ("jobs.yaml", "args: [findings, --once]", "args: [findings, --daily]", "No such option"),
        ("jobs.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "not read-only"),
        ("jobs.yaml", "concurrencyPolicy: Forbid", "concurrencyPolicies: Forbid", "concurrencyPolicies"),
        ("kafka.yaml", "roles: [broker]", "roles: [brokers]", "'brokers' is not one of"),
        ("topics.yaml", "  partitions: 12", "  partition: 12", "'partition' was unexpected"),
        ("users.yaml", "operations: [Write]", "operations: [Writes]", "'Writes' is not one of"),
        ("clickhouse.yaml", "shardsCount: 1", "shards: one", "'one' is not"),
        ("autoscaling.yaml", "minReplicaCount: 2", "minReplicas: 2", "'minReplicas' was unexpected"),
        ("monitoring.yaml", "path: /metrics", "paths: /metrics", "'paths' was unexpected"),
        ("network.yaml", "kind: NetworkPolicy", "kind: NetworkPolice", "no schema of"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_found(file: str, there: str, planted: str, told: str) -> None:
    assert there in FILES[file]
    changed = FILES[file].replace(there, planted, 1)
    others = {name: FILES[name] for name in ("settings.yaml", "users.yaml", "sink.yaml")}

    found = faults({**others, file: changed})

    assert any(told in each for each in found), found


def test_the_topics_are_those_that_topics_create_would_make() -> None:
    said = {
        each["metadata"]["name"]: (each["spec"]["partitions"], each["spec"]["config"])
        for each in of_kind(FOUND, "KafkaTopic").values()
    }

    assert said == {
        PREFIX + topic.name: (topic.count(DEFAULT_PARTITIONS), topic.settings()) for topic in TOPICS
    }


def rights(user: str) -> dict[tuple[str, str], set[str]]:
    """What a user may do, by kind and name of the thing."""
    acls = of_kind(FOUND, "KafkaUser")[user]["spec"]["authorization"]["acls"]
    allowed: dict[tuple[str, str], set[str]] = {}
    for each in acls:
        thing = each["resource"]
        allowed.setdefault((thing["type"], thing.get("name", "")), set()).update(each["operations"])
    return allowed


@pytest.mark.parametrize("name", [*PROCESSES, "findings"])
def test_each_process_signs_in_as_a_user_with_the_rights_it_needs_and_no_right_to_write_more(
    name: str,
) -> None:
    env = environment(of_kind(FOUND, "StatefulSet", "Deployment", "CronJob")[name], FOUND)
    allowed = rights(env["KAFKA_SASL_USERNAME"])
    needed: dict[tuple[str, str], set[str]] = {}
    for right in rights_of(name, PREFIX):
        if right.kind != "topic" or not right.operation.startswith("Describe"):
            kind = right.kind.replace("transactional-id", "transactionalId")
            needed.setdefault((kind, right.name), set()).add(right.operation)

    assert env["LIANGPAI_PREFIX"] == PREFIX
    assert allowed.pop(("topic", PREFIX)) == {"Describe", "DescribeConfigs"}
    assert allowed == needed


def test_the_alerts_are_those_of_the_rules_file() -> None:
    said = yaml.safe_load((ROOT / "deploy/prometheus/liangpai.rules.yml").read_text(encoding="utf-8"))

    assert of_kind(FOUND, "PrometheusRule")["liangpai"]["spec"] == said


def test_workers_are_never_more_than_there_are_partitions_and_the_lag_is_that_of_their_group() -> None:
    spec: Any = of_kind(FOUND, "ScaledObject")["worker"]["spec"]
    (trigger,) = spec["triggers"]

    assert spec["maxReplicaCount"] == DEFAULT_PARTITIONS
    assert trigger["metadata"]["consumerGroup"] == f"{PREFIX}liangpai-worker"
    assert "replicas" not in of_kind(FOUND, "StatefulSet")["worker"]["spec"]


def test_the_image_is_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    (image,) = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))["images"]

    assert image == {"name": "liangpai", "newTag": version}
