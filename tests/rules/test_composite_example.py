"""The worked example of docs/composite.md is what the program says of its events."""

import json
from pathlib import Path

from tests.core.test_check_command import run
from tests.house.project import ROOT

DOCS = ROOT / "docs"


def test_the_cards_of_the_example_are_those_of_the_page(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    events, rulebook = DOCS / "examples/composite-case.jsonl", DOCS / "examples/rulebook"

    done = run("check", events, "--rulebook", rulebook, "--until", "2026-10-15T00:00:00+08:00", "--out", out)

    assert done.returncode == 0
    said = [json.loads(line) for line in out.read_text().splitlines()]
    cards = {each["data"]["rule_id"]: each["data"] for each in said if each["type"].startswith("card.")}
    assert {
        rule: (card["colour"], card["dept_code"], card["due_date"], card["violated_at"][:16])
        for rule, card in cards.items()
    } == {
        "C-01": ("yellow", "430100-ZJ", "2026-10-12", "2026-10-13T00:00"),
        "C-02": ("yellow", "430100-RF", "2026-10-08", "2026-10-09T00:00"),
        "C-04": ("warning", "430100-ST", None, "2026-10-13T15:00"),
    }
    page = (DOCS / "composite.md").read_text(encoding="utf-8")
    assert cards["C-01"]["arithmetic"].partition(" / ")[2] in page
