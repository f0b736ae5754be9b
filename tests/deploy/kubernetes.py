"""The manifests read as a cluster would, and what must be so of them beyond the schemas of their kinds."""

import json
import lzma
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from jsonschema import Draft202012Validator

from tests.deploy.ours import command_faults, setting_faults
from tests.house.project import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
VERSION = "1.32"
"""The oldest Kubernetes the manifests are checked for."""

CUSTOM = ROOT / "tests" / "deploy" / "schemas" / "crds.json.xz"
WORKLOADS = ("StatefulSet", "Deployment")
BY_THE_CLOCK = ("CronJob",)
MADE_BY_OTHERS = {
    "deployment-key", "archive-token", "clickhouse", "serve", "receivers", "serve-tls",  # by people, docs/deployment.md
    "kafka-cluster-ca-cert",  # by Strimzi, for the cluster `kafka`
}  # fmt: skip
"""Secrets that no manifest holds; besides them there is one for each KafkaUser."""

Tree = Mapping[str, Any]


def texts() -> dict[str, str]:
    """The text of every file that the kustomization names."""
    named = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    return {name: (FOLDER / name).read_text(encoding="utf-8") for name in named}


@cache
def _read(text: str) -> tuple[Tree, ...]:
    return tuple(yaml.load_all(text, Loader=yaml.CSafeLoader))


def resources(files: Mapping[str, str]) -> list[Tree]:
    """Everything they say."""
    return [each for text in files.values() for each in _read(text)]


@cache
def _custom() -> Mapping[str, Draft202012Validator]:
    schemas = json.loads(lzma.decompress(CUSTOM.read_bytes()))
    return {name: Draft202012Validator(schema) for name, schema in schemas.items()}


def faults(files: Mapping[str, str]) -> list[str]:
    """What is wrong, a sentence each."""
    told = [fault for text in files.values() for fault in _told_by_schemas(text)]
    found = resources(files)
    return told or [*_workload_faults(found), *_staying_faults(found), *_reference_faults(found)]


@cache
def _told_by_schemas(text: str) -> tuple[str, ...]:
    """Of one file; cached, because a file that was not changed is looked at once."""
    return tuple(f"{_name(each)}: {fault}" for each in _read(text) for fault in schema_faults(each))


def schema_faults(resource: Tree) -> Iterator[str]:
    """What the schema of its kind says against it: Kubernetes' own, or that of an operator."""
    kind = f"{resource['apiVersion']} {resource['kind']}"
    if kind in _custom():
        errors = _custom()[kind].iter_errors(resource)
        yield from (f"{'.'.join(map(str, each.path))}: {each.message}" for each in errors)
        return
    try:
        kubernetes_validate.validate(resource, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError:
        yield f"no schema of {kind} is known"


def _name(resource: Tree) -> str:
    return f"{resource['kind']} {resource['metadata']['name']}"


def of_kind(found: Sequence[Tree], *kinds: str) -> dict[str, Tree]:
    """Those of a kind, by name."""
    return {each["metadata"]["name"]: each for each in found if each["kind"] in kinds}


def pod_of(workload: Tree) -> Tree:
    """What its pods are, for one that runs by the clock too."""
    spec = workload["spec"]
    pod: Tree = spec.get("jobTemplate", {"spec": spec})["spec"]["template"]["spec"]
    return pod


def environment(workload: Tree, found: Sequence[Tree]) -> dict[str, str]:
    """What its process is told; a value that is known in the cluster only is its field's path."""
    (container,) = pod_of(workload)["containers"]
    maps = of_kind(found, "ConfigMap")
    env: dict[str, str] = {}
    for each in container.get("envFrom", []):
        env |= maps[each["configMapRef"]["name"]]["data"]
    for each in container["env"]:
        env[each["name"]] = each.get("value") or each["valueFrom"]["fieldRef"]["fieldPath"]
    return env


def _workload_faults(found: Sequence[Tree]) -> Iterator[str]:
    for name, workload in of_kind(found, *WORKLOADS, *BY_THE_CLOCK).items():
        pod = pod_of(workload)
        (container,) = pod["containers"]
        env = environment(workload, found)
        yield from command_faults(container["args"])
        yield from (f"{name}: {fault}" for fault in setting_faults(env))
        yield from (f"{name}: {fault}" for fault in _hardening_faults(pod, container))
        yield from (f"{name}: {fault}" for fault in _file_faults(env, pod, container))


def _staying_faults(found: Sequence[Tree]) -> Iterator[str]:
    """Of what runs on and on: it is asked how it is, found, and not drained away all at once."""
    budgets, services = of_kind(found, "PodDisruptionBudget"), of_kind(found, "Service")
    for name, workload in of_kind(found, *WORKLOADS).items():
        (container,) = pod_of(workload)["containers"]
        env = environment(workload, found)
        yield from (f"{name}: {fault}" for fault in _probe_faults(container))
        yield from (f"{name}: {fault}" for fault in _port_faults(env, container, services.get(name)))
        labels = workload["spec"]["template"]["metadata"]["labels"].items()
        if not any(
            budget["spec"]["selector"]["matchLabels"].items() <= labels for budget in budgets.values()
        ):
            yield f"{name}: no budget keeps a drained node from taking it"
        if not workload["spec"]["selector"]["matchLabels"].items() <= labels:
            yield f"{name}: its selector is not of its pods"


def _hardening_faults(pod: Tree, container: Tree) -> Iterator[str]:
    if not (pod["securityContext"].get("runAsNonRoot") and pod["securityContext"].get("runAsUser")):
        yield "it may run as root"
    if pod["securityContext"].get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "no profile of system calls holds"
    if pod.get("automountServiceAccountToken") is not False:
        yield "it is given a token of the cluster"
    own = container["securityContext"]
    if own.get("readOnlyRootFilesystem") is not True:
        yield "its root file system is not read-only"
    if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities") != {"drop": ["ALL"]}:
        yield "it keeps or may gain rights"
    if "memory" not in container["resources"].get("limits", {}):
        yield "it has no limit of memory"


def _probe_faults(container: Tree) -> Iterator[str]:
    for probe, path in {
        "startupProbe": "/livez",
        "livenessProbe": "/livez",
        "readinessProbe": "/readyz",
    }.items():
        if container.get(probe, {}).get("httpGet", {}).get("path") != path:
            yield f"its {probe} does not ask {path}"


def _file_faults(env: Mapping[str, str], pod: Tree, container: Tree) -> Iterator[str]:
    """Files that settings name lie in something that is mounted; what is mounted is a volume."""
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    volumes = {each["name"] for each in pod["volumes"]}
    for name in mounts.keys() ^ volumes:
        yield f"{name} is a volume or is mounted, but not both"
    for setting, value in env.items():
        if value.startswith("/") and not any(Path(value).is_relative_to(path) for path in mounts.values()):
            yield f"{setting} is {value}, where nothing is mounted"


def _port_faults(env: Mapping[str, str], container: Tree, service: Tree | None) -> Iterator[str]:
    port = int(env.get("LIANGPAI_HTTP", ":0").rpartition(":")[2])
    if {each["name"]: each["containerPort"] for each in container["ports"]} != {"http": port}:
        yield f"it answers on {port}, and another port is asked"
    if service is None or [each["port"] for each in service["spec"]["ports"]] != [port]:
        yield f"no service of its name leads to {port}"


def _reference_faults(found: Sequence[Tree]) -> Iterator[str]:
    """Secrets and config maps that are named are there, or are made by somebody who is known."""
    secrets = MADE_BY_OTHERS | of_kind(found, "KafkaUser").keys()
    maps = of_kind(found, "ConfigMap").keys()
    for resource in found:
        text = json.dumps(resource)
        named = re.findall(r'"secretName": "([^"]+)"|"secretKeyRef": {[^}]*"name": "([^"]+)"', text)
        for secret in sorted({name for pair in named for name in pair if name} - secrets):
            yield f"{_name(resource)}: nobody makes the secret {secret}"
        for name in sorted(set(re.findall(r'"configMapRef": {"name": "([^"]+)"', text)) - maps):
            yield f"{_name(resource)}: there is no config map {name}"
