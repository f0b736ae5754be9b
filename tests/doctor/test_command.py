"""`liangpai doctor` ends as its findings say, in words or as JSON."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sinks.settings import Settings
from streams.cli import app
from streams.doctor.examining import Order, examine, exit_code, gather
from streams.doctor.finding import Around, Finding, Level
from streams.rulebook_folder import shipped_rulebook
from streams.services.process import free_address
from streams.topics import create

OK, WARN = Finding("a", Level.OK, ""), Finding("a", Level.WARN, "")
FAILED, AWAY = Finding("a", Level.FAIL, ""), Finding("a", Level.FAIL, "", away=True)


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([OK, WARN, Finding("a", Level.SKIP, "")], 0),
        ([OK, FAILED], 1),
        ([AWAY, FAILED], 3),
        ([FAILED, AWAY], 3),
    ],
)
def test_what_failed_decides_how_it_ends(findings: list[Finding], code: int) -> None:
    assert exit_code(findings) == code


def test_a_deployment_with_topics_a_key_and_a_rulebook_is_told_part_by_part(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(kafka_bootstrap, topic_prefix, 2, 1)
    (key := tmp_path / "key").write_bytes(b"k" * 32)
    key.chmod(0o600)
    monkeypatch.setenv("LIANGPAI_KEY_FILE", str(key))
    place = ["--kafka-bootstrap", kafka_bootstrap, "--prefix", topic_prefix]

    done = CliRunner().invoke(app, ["doctor", *place, "--rulebook", str(shipped_rulebook()), "--json"])

    found = {each["check"]: each["level"] for each in json.loads(done.stdout)["findings"]}
    assert (found["topics"], found["deployment key"], found["files of settings"]) == ("ok", "ok", "ok")
    assert (found["ClickHouse"], found["tables"]) == ("skip", "skip")
    assert found["rulebooks in force"] == "warn"


def test_without_kafka_it_ends_with_3_and_looks_at_the_rest_all_the_same() -> None:
    around = Around(free_address(), "", datetime.now(UTC))
    facts = gather(Order(around, Settings(), None, "127.0.0.1:8090", None, None, patience=0.2))

    found = list(examine(facts, around))

    assert exit_code(found) == 3
    assert {each.check: each.level for each in found}["certificates"] is Level.OK
