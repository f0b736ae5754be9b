"""Versions and notices published while a worker has open cases: what it makes of them, and after a kill."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from rules.court import Court
from rules.privacy import Border
from streams import calendar_notices
from streams.calendar_notices import LoadOrder
from streams.checking import Outlets, check_files
from streams.commands import calendar
from streams.commands import rulebook as rulebooks
from streams.exits import Misuse, Unavailable
from streams.publishing import PublishOrder, publish_rulebook
from streams.rulebook_folder import load_rulebook, load_rulebooks
from streams.rulebook_records import MANIFEST, RulebookRecord
from streams.rulebook_topic import read_published, write
from tests.worker.city import standing
from tests.worker.office import BEGUN, TODAY, Office, notice, rulebook, today, until
from tests.worker.running import Worker, running

ISSUED, WITHDRAWN = "issued", "withdrawn"
FOREVER = 1 << 60


@pytest.fixture
def office(kafka_bootstrap: str, topic_prefix: str, tmp_path: Path) -> Office:
    return Office(kafka_bootstrap, topic_prefix, tmp_path)


def load_notice(office: Office, path: Path, *options: str) -> Result:
    return CliRunner().invoke(calendar.app, ["load", str(path), *office.place, *options])


def publish(office: Office, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(rulebooks.app, ["publish", str(folder), *office.place, *options])


def logged(worker: Worker, event: str) -> list[dict[str, str]]:
    """What stands beside an event in the worker's log."""
    lines = [line for line in worker.log.read_text().splitlines() if line.startswith("{")]
    entries = [{name: str(value) for name, value in json.loads(line).items()} for line in lines]
    return [entry for entry in entries if entry["event"] == event]


def all_in(office: Office, wanted: dict[str, int]) -> None:
    """Wait until so many cases have their card in each state."""

    def states() -> Counter[str]:
        return Counter(card["state"] for card in office.cards().values())

    until(lambda: states() == wanted, states)


def test_a_notice_loaded_live_moves_due_dates_and_takes_cards_back_and_the_next_one_brings_them_again(
    office: Office, tmp_path: Path
) -> None:
    holidays = notice(tmp_path / "holidays.json", range(-50, 5))
    with running([office.worker("one")]) as (worker,):
        office.send([BEGUN] * 30)
        all_in(office, {ISSUED: 30})
        broken = RulebookRecord("office/9/ff", MANIFEST, b'{"name": "office"}')
        asyncio.run(write(office.bootstrap, office.prefix, [broken]))

        foreseen = load_notice(office, holidays, "--dry-run")
        assert "dry run: nothing was published" in foreseen.output
        assert asyncio.run(read_published(office.bootstrap, office.prefix)).notices == ()
        loaded = load_notice(office, holidays)
        all_in(office, {WITHDRAWN: 30})
        moved = office.states()
        load_notice(office, notice(tmp_path / "plain.json", range(0)))
        all_in(office, {ISSUED: 30})
        back = office.revisions()

    assert loaded.exit_code == 0
    for shown in (foreseen.output, loaded.output):
        assert "60 due dates move, in 30 of 30 open cases" in " ".join(shown.split())
        assert "430100-000000" in shown
        assert "and 40 more due dates" in shown
    assert {date.fromisoformat(state["promise_due_date"]) > TODAY for state in moved.values()} == {True}
    assert {state["promise_due_date"] for state in moved.values()} == {_sixth_cell(loaded.output)}
    withdrawn = {card["reason"] for card in back if card["state"] == WITHDRAWN}
    assert len(withdrawn) == 1
    assert f"calendar notice of {TODAY.year} loaded" in withdrawn.pop()
    assert [card["revision"] for card in back if card["case_no"] == "430100-000000"] == [1, 2, 3]
    assert [
        line["key"] for line in logged(worker, "a record of topic rulebooks is broken and does not count")
    ] == ["office/9/ff"]
    assert [line["year"] for line in logged(worker, "calendar notice in force")] == [str(TODAY.year)] * 2
    assert [(line["cases"], line["card_revisions"]) for line in logged(worker, "re-judged")] == [
        ("30", "90")
    ] * 2


def _sixth_cell(output: str) -> str:
    row = next(line for line in output.splitlines() if "430100-000000" in line)
    return row.split("│")[6].strip()


def test_a_version_for_days_gone_by_needs_an_order_and_then_judges_again_with_that_reason(
    office: Office, tmp_path: Path
) -> None:
    generous = rulebook(tmp_path, "2", BEGUN - timedelta(days=1), 100)
    with running([office.worker("one")]) as (worker,):
        office.send([BEGUN] * 20)
        all_in(office, {ISSUED: 20})
        before = office.offsets()

        days = [today()]
        refused = publish(office, generous)
        days.append(today())  # another day where midnight came meanwhile
        assert isinstance(refused.exception, Misuse)
        assert refused.exception.code == 2
        assert office.offsets() == before
        ordered = publish(office, generous, "--rejudge")
        all_in(office, {WITHDRAWN: 20})
        withdrawn = office.cards()
        again = publish(office, generous, "--rejudge")
        written = office.offsets()
        strict = rulebook(tmp_path, "3", BEGUN, 7)
        publish(office, strict, "--rejudge")
        all_in(office, {ISSUED: 20})
        issued = office.cards()

    (sentence,) = refused.exception.lines
    found = f"found valid_from {BEGUN - timedelta(days=1)}, expected"
    assert any(f"{found} {day} or later" in sentence for day in days)
    assert f"of office version 1 for cases begun since {BEGUN - timedelta(days=1)}" in sentence
    assert "20 open cases (20 with closed ones still held) would be judged again; give --rejudge" in sentence
    assert re.search("T-04 *│ yellow *│ issued *│ withdrawn *│ 20", ordered.output)
    assert {"rulebook office 2 in force" in card["reason"] for card in withdrawn.values()} == {True}
    assert {"rulebook office 3 in force" in card["reason"] for card in issued.values()} == {True}
    assert {card["rulebook_hash"] for card in issued.values()} == {
        load_rulebook(strict).rulebook.rulebook_hash
    }
    assert "already on topic" in again.output
    assert written == before + 3
    assert [line["version"] for line in logged(worker, "rulebook version in force")] == ["1", "2", "3"]


def test_a_version_from_today_on_leaves_the_cases_there_are_as_they_were(
    office: Office, tmp_path: Path
) -> None:
    with running([office.worker("one")]) as (worker,):
        office.send([BEGUN] * 5)
        all_in(office, {ISSUED: 5})
        published = publish(office, rulebook(tmp_path, "2", TODAY + timedelta(days=2), 100))
        until(lambda: bool(logged(worker, "re-judged")), worker.log.read_text)
        revisions = office.revisions()

    assert published.exit_code == 0, published.exception
    assert "follows" in published.output
    assert [card["state"] for card in revisions] == [ISSUED] * 5


def test_other_content_under_a_published_version_needs_an_order(office: Office, tmp_path: Path) -> None:
    assert publish(office, office.first).exit_code == 0
    other = rulebook(tmp_path / "other", "1", TODAY + timedelta(days=30), 7)
    refused = publish(office, other)
    before = office.offsets()
    ordered = publish(office, other, "--rejudge")

    assert isinstance(refused.exception, Misuse)
    assert "found other content for office version 1" in str(refused.exception)
    assert before == 3
    assert ordered.exit_code == 0
    published = asyncio.run(read_published(office.bootstrap, office.prefix))
    assert published.rulebooks == (load_rulebook(other).rulebook,)


def test_a_worker_killed_while_it_judges_again_ends_with_the_cards_of_check(
    office: Office, tmp_path: Path
) -> None:
    number = 4_500
    generous = rulebook(tmp_path, "2", BEGUN, 100)
    begun = [BEGUN - timedelta(days=case % 2) for case in range(number)]
    with running([office.worker("one")]) as (worker,):
        office.send(begun)
        until(lambda: worker.metric("liangpai_events_total") >= number, worker.log.read_text)
        all_in(office, {ISSUED: number})
        # a turn of revisions is written by then; the lanes have nine
        issued = worker.metric("liangpai_cards_total")
        publish(office, generous, "--rejudge")
        until(lambda: worker.metric("liangpai_cards_total") > issued, worker.log.read_text)
        worker.process.kill()
        left = Counter(card["state"] for card in office.cards().values())
        judge_to_the_end(worker, number)
        all_in(office, {ISSUED: number // 2, WITHDRAWN: number // 2})
        revisions = office.revisions()
        judge_to_the_end(worker, number)
        last, cards = office.revisions(), office.lines("cards")

    assert left[ISSUED] > number // 2
    assert left[WITHDRAWN] > 0
    assert Counter(card["revision"] for card in revisions) == {1: number, 2: number // 2}
    assert last == revisions
    assert standing(cards, FOREVER) == checked(office, generous)


def judge_to_the_end(worker: Worker, number: int) -> None:
    """Kill the worker, start it again, wait until it has nothing left to judge again."""
    worker.kill_and_start_again()
    worker.wait_until_ready()
    until(lambda: worker.metric("liangpai_lane_dossiers") == number, worker.log.read_text)
    until(lambda: not worker.metric("liangpai_lane_rechecks"), worker.log.read_text)


def checked(office: Office, second: Path) -> dict[str, dict[str, Any]]:
    """The cards that stand after `check` has judged the events sent last by both versions."""
    loaded = load_rulebooks([office.first, second])
    out = office.folder / "checked.jsonl"
    with out.open("wb") as lines:
        court = Court(loaded.rulebooks, loaded.calendar, Border())
        check_files([office.events], court, until_ms=None, outlets=Outlets(lines))
    return standing(out.read_bytes().splitlines(), FOREVER)


def test_the_calendar_of_a_deployment_can_be_listed_and_shown(office: Office, tmp_path: Path) -> None:
    publish(office, office.first)
    first = load_notice(office, notice(tmp_path / "a.json", range(0)))
    again = load_notice(office, tmp_path / "a.json")
    listed = CliRunner().invoke(calendar.app, ["list", *office.place])
    shown = CliRunner().invoke(calendar.app, ["show", str(TODAY.year), *office.place])
    far = CliRunner().invoke(calendar.app, ["show", "2090", *office.place])

    assert first.exit_code == 0
    assert "already in force" in again.output
    assert [line for line in listed.output.splitlines() if str(TODAY.year) in line and "published" in line]
    assert f"{TODAY.year}-01-01" in shown.output
    assert "调休" in shown.output
    assert "2090, not announced: provisional" in far.output
    assert "2090-10-01" in far.output  # a Sunday


def test_a_notice_with_mistakes_is_not_loaded_and_each_is_named(office: Office, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"year": 2031,\n "days": [{"name": "", "date": "2031-13-01", "isOffDay": 1}]}')
    refused = load_notice(office, wrong)
    missing = load_notice(office, tmp_path / "missing.json")

    assert isinstance(refused.exception, Misuse)
    assert [line.split(": found")[0] for line in refused.exception.lines] == [
        f"{wrong}:2:12", f"{wrong}:2:24", f"{wrong}:2:46"
    ]  # fmt: skip
    assert isinstance(missing.exception, Misuse)
    assert "missing.json: cannot be read" in str(missing.exception)
    assert office.offsets() == 0


def test_a_kafka_that_is_not_there_is_named(tmp_path: Path) -> None:
    away, console = "127.0.0.1:1", Console(quiet=True)
    year, book = notice(tmp_path / "a.json", range(0)), rulebook(tmp_path, "1", TODAY, 5)
    asked: list[Callable[[], None]] = [
        lambda: calendar_notices.load_notice(LoadOrder(year, away, "", dry_run=False), console),
        lambda: calendar_notices.print_years(away, "", console),
        lambda: calendar_notices.print_year(away, "", 2026, console),
        lambda: publish_rulebook(PublishOrder(book, away, "", rejudge=False, dry_run=False), console),
    ]
    with ThreadPoolExecutor() as pool:  # each of them waits ten seconds
        refused = [each.exception() for each in [pool.submit(ask) for ask in asked]]

    assert [type(error) for error in refused] == [Unavailable] * 4
    assert {away in str(error) for error in refused} == {True}
