"""compose.yaml is what the specification and the program take; each check finds the mistake planted for it."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from streams.notifying.receivers_file import load_receivers
from tests.deploy.compose import Unsaid, asked_for, faults, filled, variables
from tests.deploy.ours import PROCESSES
from tests.house.project import ROOT, run

FOLDER = ROOT / "deploy"
TEXT = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
EXAMPLE = FOLDER / ".env.example"
GIVEN = variables(EXAMPLE)
SERVICES: Mapping[str, Mapping[str, object]] = yaml.safe_load(TEXT)["services"]


def test_nothing_is_wrong_with_it() -> None:
    assert faults(TEXT, GIVEN, FOLDER) == []


@pytest.mark.parametrize(
    ("there", "planted", "told"),
    [
        ("stop_grace_period: 40s", "stop_grace_periods: 40s", "stop_grace_periods"),
        ("timeout: 5s", "timeout: [5s]", "'5s'] is not of type 'string'"),
        ("LIANGPAI_SOURCES:", "LIANGPAI_SOURCE:", "LIANGPAI_SOURCE is no setting"),
        ("LIANGPAI_HTTP: 0.0.0.0:8090", "LIANGPAI_HTTP: '8090'", "as LIANGPAI_HTTP"),
        ("command: [sink]", "command: [sink, --form-start]", "No such option"),
        ("command: [notify]", "command: [notifier]", "notifier"),
        ("--partitions, ", "--partition, ", "--partition"),
        ("${PARTITIONS:-12}", "twelve", "Invalid value for '--partitions'"),
        ("secrets: [deployment.key]", "secrets: []", "a secret that it is not given"),
        ("  read_only: true", "  read_only: false", "not read-only"),
        ("  cap_drop: [ALL]", "  cap_drop: [NET_RAW]", "keeps capabilities"),
        ('"no-new-privileges:true"', '"apparmor:default"', "may gain privileges"),
        ('user: "10001:10001"', 'user: "0:0"', "not a number other than root's"),
        ("limits: {cpus: \"4\", memory: 8g}", "limits: {cpus: \"4\"}", "no limit of processors and memory"),
        ('  restart: "no"', "  restart: always", "which is started again and again"),
        ("kafka: {condition: service_healthy}", "boards: {condition: service_healthy}", "which nobody asks"),
        ("files: {condition:", "file: {condition:", "which is no service"),
        ("./kafka-single.properties:", "./kafka.properties:", "is not there"),
        ("alertmanager/alertmanager.yml", "alertmanager/alerting.yml", "is its configuration, and is not there"),
        ("- serve-data:", "- server-data:", "server-data is no volume"),
        ("./secrets/grafana.admin", "./secrets/grafana.password", "does not make"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_found(there: str, planted: str, told: str) -> None:
    assert there in TEXT

    found = faults(TEXT.replace(there, planted, 1), GIVEN, FOLDER)

    assert any(told in each for each in found), found


def test_what_has_no_value_is_told_with_what_it_is_for() -> None:
    assert faults(TEXT, {**GIVEN, "ORIGIN": ""}, FOLDER) == [
        "ORIGIN: how browsers name this server, such as https://liangpai.city.example"
    ]


def test_every_variable_is_explained_in_the_example_and_no_other() -> None:
    explained = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))

    assert asked_for(TEXT) == explained - {"COMPOSE_PROFILES"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${SAID}-$$HOME", "yes-$HOME"),
        ("${EMPTY:-else}${EMPTY-else}", "else"),
        ("${UNSAID-}${UNSAID:-${SAID}}", "yes"),
    ],
)
def test_variables_are_filled_in_as_the_specification_says(text: str, value: str) -> None:
    assert filled(text, {"SAID": "yes", "EMPTY": ""}) == value


def test_a_variable_without_value_or_default_is_refused() -> None:
    with pytest.raises(Unsaid, match="UNSAID"):
        filled("${UNSAID}", {})


@pytest.mark.parametrize("name", PROCESSES)
def test_prometheus_asks_each_process_where_it_answers(name: str) -> None:
    asked = yaml.safe_load((FOLDER / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = [each for each in asked["scrape_configs"] if each["job_name"] == f"liangpai-{name}"]
    environment = SERVICES[name]["environment"]
    assert isinstance(environment, dict)

    assert job["dns_sd_configs"] == [
        {"names": [name], "type": "A", "port": int(environment["LIANGPAI_HTTP"].split(":")[1])}
    ]


def test_only_what_must_reach_out_is_on_a_network_that_leads_out() -> None:
    reaching = {name for name, each in SERVICES.items() if "outside" in str(each["networks"])}

    assert reaching == {"serve", "notify", "alertmanager", "grafana"}
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}


def test_the_image_it_names_is_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert GIVEN["LIANGPAI_IMAGE"] == f"liangpai:{version}"


def test_the_receivers_to_begin_with_are_what_notify_takes() -> None:
    loaded = load_receivers(FOLDER / "compose" / "receivers" / "receivers.toml")

    assert list(loaded.receivers.receivers) == ["supervision"]


def test_secrets_are_made_once_and_are_long_enough(tmp_path: Path) -> None:
    script = tmp_path / "deploy" / "compose" / "make-secrets.sh"
    script.parent.mkdir(parents=True)
    script.write_bytes((FOLDER / "compose" / "make-secrets.sh").read_bytes())

    first, again = run("sh", script), run("sh", script)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    folder = tmp_path / "deploy" / "secrets"
    made = {file.name: file.read_text() for file in folder.iterdir()}
    assert len(made) == len(set(made.values())) == 7
    assert {len(text) for text in made.values()} == {64}
    assert folder.stat().st_mode & 0o077 == 0
