"""What operators are told: every rule is tried firing and not firing, asks for what is told, and has its page."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dashboards.test_boards import names_measured
from tests.house.project import ROOT

FOLDER = ROOT / "deploy" / "prometheus"
OF_PROMETHEUS = {"up", "process_start_time_seconds"}
PARTS = ("**It means**", "**Look at**", "**Do**")


def loaded(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


RULES = {rule["alert"]: rule for group in loaded("liangpai.rules.yml")["groups"] for rule in group["rules"]}


def tool(name: str) -> str:
    """Where the program is; skips where it is not, and fails instead where CI says that it must be there."""
    if (found := shutil.which(name)) is not None:
        return found
    sentence = f"no {name} here; Debian has it in the package prometheus or prometheus-alertmanager"
    if os.environ.get("CI_PROMETHEUS_REQUIRED") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def done(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*words], capture_output=True, text=True, check=False, cwd=FOLDER, timeout=300)


def test_the_rules_fire_where_they_must_and_nowhere_else() -> None:
    found = done(tool("promtool"), "test", "rules", "liangpai.test.yml")

    assert found.returncode == 0, found.stdout + found.stderr


def test_the_trial_fails_where_a_rule_has_another_threshold(tmp_path: Path) -> None:
    rules = (FOLDER / "liangpai.rules.yml").read_text("utf-8").replace("seconds) > 300", "seconds) > 299")
    (tmp_path / "liangpai.rules.yml").write_text(rules, "utf-8")
    trials = loaded("liangpai.test.yml")
    trials["tests"] = [each for each in trials["tests"] if each["name"].startswith("LiangpaiDueOverdue")]
    (tmp_path / "liangpai.test.yml").write_text(yaml.safe_dump(trials), "utf-8")

    found = done(tool("promtool"), "test", "rules", tmp_path / "liangpai.test.yml")

    assert found.returncode == 1
    assert "LiangpaiDueOverdue" in found.stdout + found.stderr


def tried(alert: str) -> Iterator[bool]:
    """For each trial of an alert whether it is to fire."""
    for test in loaded("liangpai.test.yml")["tests"]:
        for each in test["alert_rule_test"]:
            if each["alertname"] == alert:
                yield bool(each["exp_alerts"])


@pytest.mark.parametrize("alert", RULES)
def test_each_rule_is_tried_firing_and_not_firing(alert: str) -> None:
    assert set(tried(alert)) == {True, False}


def test_rules_ask_only_for_what_our_processes_tell() -> None:
    expressions = [re.sub(r'\{[^}]*\}|"[^"]*"', "", rule["expr"]) for rule in RULES.values()]
    asked = {
        name for each in expressions for name in re.findall(r"\b(?:liangpai_\w+|up|process_\w+)\b", each)
    }

    assert asked - OF_PROMETHEUS <= set(names_measured())
    assert len(asked) > 15


def entries() -> dict[str, str]:
    _, *sections = re.split(r"^## ", (ROOT / "docs" / "runbooks.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(section.split("\n", 1) for section in sections)


def test_each_alert_has_an_entry_that_says_what_it_means_where_to_look_and_what_to_do() -> None:
    found = entries()

    assert list(found) == list(RULES)
    for alert, rule in RULES.items():
        assert rule["annotations"]["runbook"] == f"docs/runbooks.md#{alert.lower()}"
        assert all(part.strip("*") in found[alert] or part.lower() in found[alert] for part in PARTS), alert


def test_alerts_say_in_both_languages_what_is_so_and_how_urgent() -> None:
    for alert, rule in RULES.items():
        assert re.search(r"[\u4e00-\u9fff].*/ .*[a-z]", rule["annotations"]["summary"]), alert
        assert rule["labels"]["severity"] in ("warning", "critical")


def test_the_example_of_alertmanager_is_one_it_takes() -> None:
    found = done(tool("amtool"), "check-config", "alertmanager.yml")

    assert found.returncode == 0, found.stdout + found.stderr


def test_the_example_of_alertmanager_names_only_alerts_there_are() -> None:
    text = (FOLDER / "alertmanager.yml").read_text("utf-8").split("\nroute:")[1]
    patterns = re.findall(r"Liangpai[A-Za-z]+(?:\.\+)?", text)

    assert patterns
    assert [each for each in patterns if not any(re.fullmatch(each, alert) for alert in RULES)] == []
