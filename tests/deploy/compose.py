"""compose.yaml read as an engine would, and what must be so of it beyond the specification's schema."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

from tests.deploy.ours import command_faults, setting_faults
from tests.house.project import ROOT

SCHEMA = ROOT / "tests" / "deploy" / "schemas" / "compose-spec.json"
SECRETS_MADE = ROOT / "deploy" / "compose" / "make-secrets.sh"
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<kind>:?[-?])(?P<rest>(?:[^{}]|\$\{\w+\})*))?\}")

Tree = Mapping[str, Any]


class Unsaid(ValueError):
    """A variable that has no value and must have one."""


def variables(file: Path) -> dict[str, str]:
    """What a .env file says."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled(text: str, given: Mapping[str, str]) -> str:
    """The text with its variables filled in, as the compose specification says. Raises Unsaid."""

    def value(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name, kind, rest = found["name"], found["kind"] or "", found["rest"] or ""
        there = given.get(name)
        if there or (there is not None and not kind.startswith(":")):
            return there
        if kind.endswith("-"):
            return filled(rest, given)
        raise Unsaid(f"{name}: {rest or 'has no value'}")

    return _VARIABLE.sub(value, text)


def asked_for(text: str) -> set[str]:
    """The names of all variables."""
    return set(re.findall(r"(?<!\$)\$\{(\w+)", text))


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_faults(tree: Tree) -> list[str]:
    """What the specification says against it."""
    return [f"{'.'.join(map(str, each.path))}: {each.message}" for each in _validator().iter_errors(tree)]


def faults(text: str, given: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with it, a sentence each. `folder` is the one it lies in."""
    try:
        tree: Tree = _filled_in(yaml.load(text, Loader=yaml.CSafeLoader), given)
    except Unsaid as unsaid:
        return [str(unsaid)]
    if told := schema_faults(tree):
        return told
    services: Mapping[str, Tree] = tree["services"]
    return [
        *(fault for name, each in services.items() for fault in _service_faults(name, each, services)),
        *_file_faults(tree, folder),
    ]


def _filled_in(value: Any, given: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled_in(inner, given) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled_in(inner, given) for inner in value]
    return filled(value, given) if isinstance(value, str) else value


def _service_faults(name: str, service: Tree, services: Mapping[str, Tree]) -> Iterator[str]:
    ours = "liangpai" in service["image"].split("/")[-1]
    if ours and "entrypoint" not in service:
        yield from command_faults(service["command"])
    if ours:
        yield from (f"{name}: {fault}" for fault in setting_faults(service.get("environment", {})))
        yield from (f"{name}: {fault}" for fault in _secret_faults(service))
    yield from (f"{name}: {fault}" for fault in _hardening_faults(service))
    yield from (f"{name}: {fault}" for fault in _waiting_faults(service, services))


def _hardening_faults(service: Tree) -> Iterator[str]:
    if service.get("read_only") is not True:
        yield "its root file system is not read-only"
    if service.get("cap_drop") != ["ALL"] or "cap_add" in service:
        yield "it keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "it may gain privileges"
    if not re.fullmatch(r"[1-9]\d*:\d+", service.get("user", "")):
        yield "its user is not a number other than root's"
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    if not limits.keys() >= {"cpus", "memory"}:
        yield "it has no limit of processors and memory"
    if service.get("privileged") or service.get("network_mode") == "host":
        yield "it shares the host's rights or network"


def _secret_faults(service: Tree) -> Iterator[str]:
    """A file under /run/secrets is there only where the service is given that secret."""
    for setting, value in service.get("environment", {}).items():
        if value.startswith("/run/secrets/") and Path(value).name not in service.get("secrets", []):
            yield f"{setting} is {value}, a secret that it is not given"


def _waiting_faults(service: Tree, services: Mapping[str, Tree]) -> Iterator[str]:
    """What is waited for must be able to come true."""
    for other, how in service.get("depends_on", {}).items():
        awaited = services.get(other, {})
        condition = how["condition"]
        if not awaited:
            yield f"waits for {other}, which is no service"
        elif condition == "service_completed_successfully" and awaited.get("restart") != "no":
            yield f"waits for the end of {other}, which is started again and again"
        elif condition == "service_healthy" and not _has_health(awaited):
            yield f"waits for the health of {other}, which nobody asks"


def _has_health(service: Tree) -> bool:
    check = service.get("healthcheck", {})
    return not check.get("disable") and ("test" in check or "liangpai" in service["image"].split("/")[-1])


def _configuration_faults(service: Tree, folder: Path) -> Iterator[str]:
    """A file that is named as `--config.file` lies in a folder that is mounted."""
    named = [
        Path(each.partition("=")[2])
        for each in service.get("command", [])
        if each.startswith("--config.file=")
    ]
    mounts = [volume.split(":")[:2] for volume in service.get("volumes", [])]
    for file in named:
        places = [folder / source / file.relative_to(to) for source, to in mounts if file.is_relative_to(to)]
        if not any(place.exists() for place in places):
            yield f"{file} is its configuration, and is not there"


def _file_faults(tree: Tree, folder: Path) -> Iterator[str]:
    """Everything that is mounted is there, or is made by the script that makes secrets."""
    for name, service in tree["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith(".") and not (folder / source).exists():
                yield f"{name}: {source} is mounted, and is not there"
            if not source.startswith(".") and source not in tree["volumes"]:
                yield f"{name}: {source} is no volume"
        yield from (f"{name}: {fault}" for fault in _configuration_faults(service, folder))
    made = re.findall(r"[\w.]+", SECRETS_MADE.read_text(encoding="utf-8"))
    for name, secret in tree["secrets"].items():
        if Path(secret["file"]).name not in made:
            yield f"secret {name}: {SECRETS_MADE.name} does not make {secret['file']}"
