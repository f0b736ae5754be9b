"""`liangpai rulebook diff`: which cards would appear, disappear or change by another rulebook."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rules.court import Court
from rules.differences import Difference, Kind
from rules.privacy import Border
from streams.diffing import Comparison, compare
from streams.event_files import event_files
from streams.rulebook_folder import load_rulebook
from tests.explain.telling import FILES
from tests.rulebook.books import written
from tests.rules.writing import CaseLog

LIANGPAI = [sys.executable, "-c", "from streams.cli import main; main()"]


def rulebook(folder: Path, head: str = "", **changes: str) -> Path:
    """The office's rulebook, with more in its rulebook.toml and some tables replaced."""
    files = {**FILES, "rulebook.toml": FILES["rulebook.toml"] + head}
    return written(folder, {**files, **{f"{name}.csv": text for name, text in changes.items()}})


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Cases a and b, accepted on Thursday 2026-09-24 with a promise of 7 days; a was decided late, b in time."""
    lines = []
    for number, (subject, decided) in enumerate({"a": "2026-10-14 10:00", "b": "2026-10-12 10:00"}.items()):
        log = CaseLog().add(
            "accepted", "2026-09-24 10:00", item_code="0001", dept_code="ZJ", staff_id="u1", voucher_no="v"
        )
        log.add("decided", decided, result="approved", staff_id="u1")
        lines += [
            json.dumps({**event, "id": f"{number}{event['id']}", "subject": subject}) for event in log.events
        ]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines))
    return path


def compared(
    events: Path, before: Path, after: Path, jobs: int = 1, until: int | None = None
) -> tuple[Comparison, list[Difference]]:
    courts = []
    for folder in (before, after):
        loaded = load_rulebook(folder)
        courts.append(Court([loaded.rulebook], loaded.calendar, Border()))
    found: list[Difference] = []
    with event_files([events]) as files:
        comparison = compare(files, *courts, jobs=jobs, until_ms=until, on_difference=found.append)
    return comparison, found


def told(differences: list[Difference]) -> set[tuple[str, str, Kind]]:
    return {(each.case_no, each.rule_id, each.kind) for each in differences}


def test_a_shorter_promise_makes_cards_appear_and_moves_the_dates_of_those_there_are(
    events: Path, tmp_path: Path
) -> None:
    shorter = FILES["items.csv"].replace("working,7,10", "working,6,10")

    comparison, found = compared(events, rulebook(tmp_path / "A"), rulebook(tmp_path / "B", items=shorter))

    assert told(found) == {
        ("a", "T-03", Kind.DATES),
        ("a", "T-04", Kind.DATES),
        ("b", "T-03", Kind.STATE),
        ("b", "T-04", Kind.APPEARS),
    }
    assert (comparison.records, comparison.cases) == (4, 2)


def test_a_rule_switched_off_makes_its_cards_disappear(events: Path, tmp_path: Path) -> None:
    off = rulebook(tmp_path / "B", "\n[rules.T-04]\nenabled = false\n")

    comparison, found = compared(events, rulebook(tmp_path / "A"), off)

    assert ("a", "T-04", Kind.DISAPPEARS) in told(found)
    assert ("a", "T-03", Kind.STATE) in told(found), "what the yellow card had superseded stands again"
    assert not any(each.case_no == "b" for each in found)
    assert comparison.before["ZJ", "T-04", "yellow"] == 1
    assert comparison.after["ZJ", "T-04", "yellow"] == 0
    assert comparison.kinds["ZJ", "T-04", Kind.DISAPPEARS] == 1


def test_a_mode_changes_the_state_and_a_colour_the_colour(events: Path, tmp_path: Path) -> None:
    a = rulebook(tmp_path / "A")

    _, by_mode = compared(events, a, rulebook(tmp_path / "M", '\n[rules.T-04]\nmode = "confirm"\n'))
    _, by_colour = compared(events, a, rulebook(tmp_path / "C", '\n[rules.T-04]\ncolour = "red"\n'))

    assert ("a", "T-04", Kind.STATE) in told(by_mode)
    assert ("a", "T-04", Kind.COLOUR) in told(by_colour)


def test_the_same_rules_in_other_files_differ_in_nothing(events: Path, tmp_path: Path) -> None:
    renamed = rulebook(tmp_path / "B")
    head = renamed / "rulebook.toml"
    head.write_text(head.read_text().replace('version = "3"', 'version = "4"'))

    comparison, found = compared(events, rulebook(tmp_path / "A"), renamed)

    assert (comparison.differences, found) == (0, [])
    assert comparison.before == comparison.after


def test_several_processes_find_the_same_in_the_same_order(events: Path, tmp_path: Path) -> None:
    shorter = FILES["items.csv"].replace("working,7,10", "working,3,5")
    a, b = rulebook(tmp_path / "A"), rulebook(tmp_path / "B", items=shorter)
    lines = events.read_text().splitlines()
    named = [(name, json.loads(line)) for name, line in zip("aabb", lines, strict=True)]
    bodies = [{**body, "subject": f"{name}{number}"} for number in range(4) for name, body in named]
    events.write_text("\n".join(map(json.dumps, bodies)))

    alone, shared = compared(events, a, b), compared(events, a, b, jobs=3)

    assert alone[1] == shared[1]
    assert (alone[0].before, alone[0].after, alone[0].kinds) == (
        shared[0].before,
        shared[0].after,
        shared[0].kinds,
    )
    cases = [each.case_no for each in alone[1]]
    assert cases == sorted(cases)
    assert set(cases) == {f"{name}{number}" for number in range(4) for name in "ab"}


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LIANGPAI, "rulebook", "diff", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_prints_tables_and_writes_every_difference(events: Path, tmp_path: Path) -> None:
    a, b = rulebook(tmp_path / "A"), rulebook(tmp_path / "B", "\n[rules.T-04]\nenabled = false\n")
    out = tmp_path / "differences.jsonl"

    done = run(a, b, "--events", events, "--out", out)

    assert done.returncode == 0, done.stderr
    assert "4 records of 2 cases" in done.stdout
    assert "ZJ 住建局" in done.stdout
    assert (
        "T-04 disappears, case a: yellow, issued, due 2026-10-12, true since 2026-10-13 00:00" in done.stdout
    )
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.read_text().splitlines()]
    assert {(line["case_no"], line["rule_id"], line["kind"]) for line in lines} >= {
        ("a", "T-04", "disappears")
    }


def test_json_counts_before_and_after_and_exit_code_says_whether_any_differs(
    events: Path, tmp_path: Path
) -> None:
    a, b = rulebook(tmp_path / "A"), rulebook(tmp_path / "B", "\n[rules.T-04]\nenabled = false\n")
    half = tmp_path / "more.jsonl"
    half.write_text(events.read_text().splitlines()[-1])

    done = run(a, b, "--events", events, half, "--json", "--exit-code")
    same = run(a, a, "--events", events, "--exit-code")

    assert (done.returncode, same.returncode) == (1, 0)
    told: dict[str, Any] = json.loads(done.stdout)
    before, after = told["cards"]["before"], told["cards"]["after"]
    assert (told["records"], before["yellow"] - after["yellow"]) == (5, 1)
    assert told["kinds"]["disappears"] == 1
    (row,) = (row for row in told["rows"] if row["rule_id"] == "T-04")
    assert (row["office"], row["before"]["yellow"], row["disappears"]) == ("住建局", 1, 1)
    assert "Both rulebooks end in the same cards." in same.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "neither --events nor --archive"),
        (("--events", "absent.jsonl"), "absent.jsonl: found no such file"),
        (("--events", "absent.jsonl", "--archive"), "both --events and --archive"),
    ],
)
def test_where_the_events_come_from_must_be_said_once(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    a = rulebook(tmp_path / "A")

    done = run(a, a, *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
