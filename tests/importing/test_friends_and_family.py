"""Thousands of real ratings, imported; then through Kafka to tickets and ClickHouse, against a plain count."""

import csv
import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from streams.archive_client import ArchiveClient
from streams.up.children import liangpai
from tests.importing.friends_and_family import LEADERS, RULEBOOK, Answer, grades, read_answers
from tests.importing.live import archive_of, awaited, deployment, running, sent


class Imported(NamedTuple):
    """What the command wrote and said."""

    events: Path
    rejects: Path
    said: str

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.events.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def ratings_file(test_data: Path) -> Path:
    return test_data / "ratings" / "nhs-friends-and-family.csv"


@pytest.fixture(scope="module")
def answers(ratings_file: Path) -> list[Answer]:
    return read_answers(ratings_file)


@pytest.fixture(scope="module")
def imported(ratings_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("ratings")
    events, rejects = folder / "events.jsonl", folder / "rejects.csv"
    words = ("--out", str(events), "--rejects", str(rejects))
    command = liangpai("import", "--mapping", "nhs-friends-and-family", *words, str(ratings_file))
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return Imported(events, rejects, done.stdout)


def test_the_count_itself_is_of_the_whole_file(answers: list[Answer]) -> None:
    assert len(answers) == len({each.comment for each in answers}) == 7908
    assert Counter(each.score for each in answers) == {
        1: 5074,
        2: 1294,
        3: 366,
        4: 299,
        5: 435,
        6: 24,
        7: 416,
    }


def test_each_row_is_an_event_of_its_day_with_its_score_turned_round(
    imported: Imported, answers: list[Answer]
) -> None:
    found = {each["subject"]: each for each in imported.lines()}

    assert found.keys() == {each.subject for each in answers}
    for answer in answers:
        event = found[answer.subject]
        assert datetime.fromisoformat(event["time"]).date() == answer.day
        assert event["data"]["dept_code"] == answer.trust
        assert event["data"]["level"] == (6 - answer.score if answer.is_grade else answer.score)


def test_the_rows_without_a_grade_are_told_with_their_place(
    imported: Imported, answers: list[Answer], ratings_file: Path
) -> None:
    with imported.rejects.open(encoding="utf-8-sig", newline="") as report:
        rejects = list(csv.DictReader(report))
    lines = ratings_file.read_text(encoding="utf-8-sig").split("\n")

    assert Counter(row["found"] for row in rejects) == {'"7"': 416, '"6"': 24}
    assert {row["column"] for row in rejects} == {"FFT categorical answer"}
    assert {lines[int(row["row"]) - 1].partition(",")[0] for row in rejects} == {
        each.comment for each in answers if not each.is_grade
    }
    assert "7908 rows read, 7468 events written, 440 rejected" in imported.said
    assert "440 of the rejected are in the events too" in imported.said


def test_every_row_is_a_rating_or_a_dead_letter_in_clickhouse_and_every_bad_one_has_a_ticket(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, imported: Imported, answers: list[Answer]
) -> None:
    rulebook = tmp_path / "rulebook"
    rulebook.mkdir()
    for name, text in RULEBOOK.items():
        (rulebook / name).write_text(text, encoding="utf-8")
    settings = deployment(kafka_bootstrap, topic_prefix, tmp_path, rulebook)
    bad = [each for each in answers if each.is_bad]
    undefined = [each for each in answers if not each.is_grade]

    with running(settings, tmp_path) as children, archive_of(settings, children) as archive:
        said = sent(settings, imported.events)
        rated = next(each.subject for each in answers if each.is_grade)
        awaited(children, lambda: archive.run("ratings_of_subject", subject=rated), bool)
        awaited(children, lambda: totals(archive), lambda found: found == (7468, 440, len(bad)))

        assert "7,908 events sent" in said
        assert totals(archive) == (7468, 440, len(bad))
        assert_letters(archive, undefined)
        assert_tickets(archive, bad)
        assert_figures(archive, answers)


def totals(archive: ArchiveClient) -> tuple[int, int, int]:
    """Ratings that count, dead letters, tickets."""
    rates = {row["name"]: row for row in archive.run("rating_structure") if row["part"] == "rate"}
    letters = sum(row["records"] for row in archive.run("dead_letter_counts"))
    return rates["satisfied"]["denominator"], letters, len(archive.run("open_tickets", limit=10_000))


def assert_letters(archive: ArchiveClient, undefined: Sequence[Answer]) -> None:
    """Each undefined score is a dead letter, with the reason."""
    letters = archive.run("dead_letters_of_source", source="nhs/friends-and-family")
    assert {letter["subject"] for letter in letters} == {each.subject for each in undefined}
    assert Counter((letter["reason"], letter["path"]) for letter in letters) == {
        ("wrong_value", "/data/level"): len(undefined)
    }


def assert_tickets(archive: ArchiveClient, bad: Sequence[Answer]) -> None:
    """Each bad rating has one ticket, of its trust, with the person who answers for it."""
    tickets = archive.run("open_tickets", limit=10_000)
    assert {ticket["kind"] for ticket in tickets} == {"bad_rating"}
    assert sorted(
        (ticket["subject"], ticket["dept_code"], ticket["responsible_staff_id"]) for ticket in tickets
    ) == sorted((each.subject, each.trust, LEADERS[each.trust]) for each in bad)


def assert_figures(archive: ArchiveClient, answers: Sequence[Answer]) -> None:
    """Every month of every trust has as many ratings of each grade as were counted."""
    for trust in LEADERS:
        expected = grades(answers, trust)
        found: Counter[tuple[str, int]] = Counter()
        for month in sorted({month for month, _ in expected}):
            rows = archive.run("rating_structure", dept_code=trust, **span(month))
            found.update(
                {(month, int(row["name"])): row["numerator"] for row in rows if row["part"] == "grade"}
            )
        assert +found == expected


def span(month: str) -> dict[str, str]:
    """The month in London, as the query takes it: its first instant, and that of the next."""
    year, number = map(int, month.split("-"))
    following = f"{year + number // 12}-{number % 12 + 1:02d}"
    return {
        "since": f"{month}-01T00:00:00{offset(month)}",
        "until": f"{following}-01T00:00:00{offset(following)}",
    }


def offset(month: str) -> str:
    """Of London at the month's first midnight."""
    return "+01:00" if 4 <= int(month[-2:]) <= 10 else "Z"
