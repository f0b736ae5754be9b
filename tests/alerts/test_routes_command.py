"""`routes test`: who would get what and why, and nothing is sent."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.exits import Misuse
from streams.instants import parse_instant
from streams.route_trial import matters_in
from streams.rulebook_folder import load_rulebook
from streams.rulebook_folder.shipped import shipped_rulebook
from tests.house.project import ROOT

NOON = "2026-10-16T12:30:00+08:00"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `check` writes of the first example, whose case gets a red card."""
    out = tmp_path_factory.mktemp("routes") / "out.jsonl"
    done = CliRunner().invoke(
        app,
        [
            *("check", str(ROOT / "docs" / "examples" / "first-case.jsonl"), "--rulebook", "promise-legal"),
            *("--until", NOON, "--out", str(out)),
        ],
    )
    assert done.exit_code == 0
    return out


def told(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["routes", "test", "--json", *arguments])
    assert done.exit_code in (0, 1), done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_receiver_is_shown_with_why_when_and_until_when(written: Path) -> None:
    (red,) = [
        each for each in told("--card", str(written), "--at", NOON) if "红牌 T-05" in str(each["title"])
    ]

    receivers = {each["receiver"]: each for each in red["receivers"]}  # type: ignore[attr-defined]
    assert set(receivers) == {"supervision", "inspection", "heads/430100-ZJ", "organisation", "hr"}
    assert receivers["supervision"]["told_at"] == "2026-10-16T12:30:00.000+08:00"
    assert receivers["supervision"]["ack_due"] == "2026-10-16T19:30:00.000+08:00"
    assert receivers["hr"]["told_at"] == "2026-10-16T13:00:00.000+08:00"
    assert receivers["hr"]["held_by"] == "非工作时间 / outside office hours"
    assert receivers["hr"]["reason"].startswith("路由 / route cards › personnel: kinds=card")


def test_a_superseded_card_is_told_to_nobody_and_a_referral_only_when_there_is_one(written: Path) -> None:
    all_told = told("--card", str(written), "--at", NOON)
    assert [each["over"] for each in all_told if "T-04" in str(each["title"]) and each["kind"] == "card"] == [
        "closed"
    ]
    assert not [each for each in all_told if each["kind"] == "referral"]

    referred = [
        each
        for each in told("--card", str(written), "--at", NOON, "--referred")
        if each["kind"] == "referral"
    ]
    assert {tuple(each["receiver"] for each in one["receivers"]) for one in referred} == {("discipline",)}  # type: ignore[attr-defined]


def test_people_read_the_rows_asked_and_a_table(written: Path) -> None:
    done = CliRunner().invoke(app, ["routes", "test", "--card", str(written), "--at", NOON])

    assert done.exit_code == 0
    assert "  cards › yellow  no: colours" in done.stdout or "  cards › red  yes" in done.stdout
    assert "supervision" in done.stdout


def test_the_trial_says_what_the_lane_does(written: Path) -> None:
    lines = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    alerts = {each["data"]["alert_id"]: each["data"] for each in lines if each["type"].startswith("alert.")}
    real = {
        each["about_id"]: {one["receiver"] for one in each["receivers"] if one["state"] != "over"}
        for each in alerts.values()
        if each["state"] not in ("closed", "withdrawn")
    }
    tried = {
        each["about_id"]: {one["receiver"] for one in each["receivers"]}  # type: ignore[attr-defined]
        for each in told("--card", str(written), "--at", NOON)
        if each["over"] is None
    }

    assert tried == real


def test_nobody_at_all_is_exit_1(tmp_path: Path, written: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    for name in ("rulebook.toml", "items.csv"):
        (folder / name).write_bytes((ROOT / "docs" / "examples" / "rulebook" / name).read_bytes())
    done = CliRunner().invoke(
        app, ["routes", "test", "--card", str(written), "--at", NOON, "--rulebook", str(folder)]
    )

    assert done.exit_code == 1
    assert "nobody: 没有路由接收 / no route takes it" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "found no card, ticket or lead"),
        ("nonsense", "cards.json:1:1: found no JSON"),
        ('{"card_id": "T-04-1"}', "cards.json:1:1: found no record"),
        ('{"type": "case.accepted", "data": {}}', "found no card, ticket or lead"),
        ("[1, 2]", "found no card, ticket or lead"),
    ],
)
def test_a_file_that_holds_no_card_is_a_mistake_that_says_so(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "cards.json"
    path.write_text(content, encoding="utf-8")
    book = load_rulebook(shipped_rulebook()).rulebook

    with pytest.raises(Misuse, match=said):
        matters_in(path, book, referred=False)


def test_a_file_that_is_not_there_and_a_time_that_is_none_are_mistakes(tmp_path: Path) -> None:
    book = load_rulebook(shipped_rulebook()).rulebook
    with pytest.raises(Misuse, match="found no text to read"):
        matters_in(tmp_path / "none.json", book, referred=False)
    with pytest.raises(Misuse, match="--at"):
        parse_instant("tomorrow", "--at")
