"""The WABO log once for all tests: counted plainly, imported by the command, judged by the command."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from streams.up.children import liangpai
from tests.importing.wabo import RULEBOOK, Permit, read_permits

UNTIL = "2014-01-01T00:00:00+01:00"
"""Later than every promise of the log; the longest, of 469 days, began in 2010."""


@pytest.fixture(scope="session")
def wabo_log(test_data: Path) -> Path:
    return test_data / "logs" / "wabo-receipt.csv"


@pytest.fixture(scope="session")
def permits(wabo_log: Path) -> dict[str, Permit]:
    return read_permits(wabo_log)


@pytest.fixture(scope="session")
def wabo_events(wabo_log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log as events, made by the command."""
    out = tmp_path_factory.mktemp("wabo") / "events.jsonl"
    command = liangpai("import", "--mapping", "wabo-receipt", "--out", str(out), "--strict", str(wabo_log))
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert "8577 rows of 1434 cases read, 20022 events written, 0 rejected" in done.stdout
    return out


@pytest.fixture(scope="session")
def wabo_cards(wabo_events: Path) -> list[dict[str, Any]]:
    """The current record of every card `check` makes of the events."""
    out = wabo_events.with_name("outputs.jsonl")
    command = liangpai(
        "check", str(wabo_events), "--rulebook", str(RULEBOOK), "--until", UNTIL, "--out", str(out)
    )
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    newest: dict[str, dict[str, Any]] = {}
    for line in out.read_bytes().splitlines():
        output = json.loads(line)
        if output["type"].startswith("card."):
            card = output["data"]
            if card["revision"] > newest.get(card["card_id"], {"revision": 0})["revision"]:
                newest[card["card_id"]] = card
    return list(newest.values())
