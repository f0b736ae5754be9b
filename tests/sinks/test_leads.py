"""Each sign is found where it was planted, and nowhere else: not below its limit, and not at an honest neighbour."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rules.court import Court
from rules.lane import Lane
from rules.office import Office
from rules.privacy import Border
from rules.rulebook import StaffMember, Unit
from rules.zone import zone
from sinks.archive import ClickHouseArchive
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from sinks.findings.comparing import compare
from sinks.findings.finding import MOST_ENTRIES, Finding, Said
from sinks.findings.spans import since, span
from streams.archive_client import ArchiveClient
from streams.finding_rounds import look, records
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.assessment.archived import archived
from tests.simulation.trial import simulated
from tests.sinks.planted import NOW, planted
from tests.sinks.samples import SHAPER

LOADED = load_rulebook(shipped_rulebook())
FOREVER = (1, 999_999)


def court() -> Office:
    """The rulebook that ships with all but A-15 on, two halls of one kind, a clerk, and an item with a least time."""
    book = LOADED.rulebook
    some = next(iter(book.items.values()))[-1]
    items = {"I-5": (replace(some, item_code="I-5", min_minutes=5),), "I": (replace(some, min_minutes=None),)}
    units = {dept: Unit(dept, dept, "R", None, "hall", None) for dept in ("H-1", "H-2")}
    clerk = StaffMember("clerk", "clerk", "D-3", "", "", (), *FOREVER)
    rules = {name: replace(each, enabled=name != "A-15") for name, each in book.rules.items()}
    register = replace(book, rules=rules, items=items, units=units, staff={"clerk": (clerk,)})
    return Office(register, LOADED.calendar, zone("Asia/Shanghai"), NOW)


@pytest.fixture(scope="module")
def found(engine_folder: Path) -> Iterator[list[Finding]]:
    """One round over the planted archive."""
    address = parse_dsn(f"chdb://{engine_folder}?database=planted")
    with closing(ClickHouseArchive(address)) as archive:
        archive.connect()
        archive.write(SHAPER.shape(planted()))
    with ArchiveClient(f"chdb://{address.folder}?database={address.database}", "127.0.0.1:9") as client:
        yield look(client, court(), {"p-clerk": "clerk", "p-nobody": "nobody"}).found
    with closing(open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=default"))) as client:
        client.command("DROP DATABASE IF EXISTS planted SYNC")


WHOM = {
    "A-01": ["identity:account:acc 2026-01-06", "identity:ip:ip-burst 2026-01-06"],
    "A-02": ["identity:certificate:c-borrowed 2026-01-06"],
    "A-03": ["person:clerk 2026-01"],
    "A-04": ["person:praised 2026-01"],
    "A-05": ["dept:H-2 2026-01", "person:spotless 2026-01"],
    "A-06": ["dept:D-6 2026-01"],
    "A-07": ["text:HASH dept:D-7 2026-01-06"],
    "A-08": ["person:fast 2026-01", "person:stamps 2026-01"],
    "A-09": ["person:bulk 2026-01-06"],
    "A-10": ["person:reopening 2026-01", "person:show 2026-01", "person:undone 2026-01"],
    "A-11": ["identity:applicant:a-reset item:I 2025-12-01"],
    "A-12": ["identity:agent:favoured item:I-12 2026-Q1", "identity:agent:jumping item:I-13 2026-Q1"],
    "A-13": ["person:lenient 2026-Q1"],
    "A-14": ["person:restart 2026-01", "person:tamper 2026-01"],
    "A-16": [
        "person:asking item:I-16 2026-Q1",
        "person:harsh item:I-16 2026-Q1",
        "person:slow item:I-16 2026-Q1",
    ],
    "A-17": ["dept:D-17 2026-01"],
    "E-02": ["person:three 2026-01"],
    "E-03": ["dept:last 2026-01"],
}


@pytest.mark.parametrize("rule_id", sorted(WHOM))
def test_a_sign_is_found_where_it_was_planted_and_nowhere_else(rule_id: str, found: list[Finding]) -> None:
    named = sorted(
        re.sub("text:[0-9A-F]+", "text:HASH", finding.scope.text)
        for finding in found
        if finding.rule_id == rule_id
    )

    assert named == WHOM[rule_id]


def test_nothing_else_is_found(found: list[Finding]) -> None:
    assert {finding.rule_id for finding in found} == set(WHOM)


def test_every_finding_names_what_proves_it_and_is_said_in_two_languages(found: list[Finding]) -> None:
    office = court()
    lane = Lane(Court([office.register], office.calendar, Border()), {})
    for each in records(compare(found, {}, {}), NOW, office.zone):
        lane.take(each)
    lane.advance(NOW)
    made = [json.loads(each.value)["data"] for each in lane.end_turn().outputs]

    leads = {each["subject"]: each for each in made if "lead_id" in each}
    assert set(leads) == {each.finding_id for each in found if each.rule_id != "E-02"}
    for finding in found:
        assert finding.evidence
        if finding.rule_id != "E-02":
            lead = leads[finding.finding_id]
            assert lead["evidence"] == [entry.ref for entry in finding.evidence][:MOST_ENTRIES]
            chinese, _, english = lead["sentence"].partition(" / ")
            assert finding.scope.about in chinese
            assert finding.scope.about in english
            assert "{" not in lead["sentence"]
    (card,) = [each for each in made if "rule_class" in each]
    assert (card["rule_id"], card["colour"], card["responsible"]["staff_id"]) == ("E-02", "red", "three")


def test_what_a_stricter_rulebook_no_longer_counts_as_a_sign_makes_no_lead(found: list[Finding]) -> None:
    office = court()
    bulk = next(each for each in found if each.rule_id == "A-09")
    rule = office.register.rules["A-09"]
    stricter = replace(rule, parameters={**rule.parameters, "count": 21})
    register = replace(office.register, rules={**office.register.rules, "A-09": stricter})
    lane = Lane(Court([register], office.calendar, Border()), {})
    for each in records(compare([bulk], {}, {}), NOW, office.zone):
        lane.take(each)
    lane.advance(NOW)

    assert [each.topic for each in lane.end_turn().outputs] == []


def test_what_lies_before_the_time_looked_at_is_left_as_it_was_said() -> None:
    told: dict[str, str | int] = {"period": "2025-09", "person": "long ago"}
    old = Said(rule_id="A-04", holds=True, scope=told, evidence=[])
    recent = Said(rule_id="A-04", holds=True, scope=told | {"period": "2025-10"}, evidence=[])

    news = compare([], {"old": old, "recent": recent}, {"A-04": since(court())})

    assert [(each.finding_id, each.said.holds) for each in news] == [("recent", False)]


def test_nothing_before_go_live_is_a_sign(found: list[Finding]) -> None:
    office = court()
    later = office._replace(register=replace(office.register, go_live=office.day))

    assert str(span(office)["since"]) < str(span(later)["since"])
    assert min(entry.time for each in found for entry in each.evidence).isoformat() >= "2025-12-01"


def test_in_an_honest_city_nobody_is_named(engine_folder: Path, tmp_path: Path) -> None:
    address = parse_dsn(f"chdb://{engine_folder}?database=honest")
    made = archived(simulated(tmp_path, cases=300, violations=0), address)
    office = Office(made.court.register(made.now), made.court.calendar, made.court.zone, made.now)
    with ArchiveClient(f"chdb://{address.folder}?database={address.database}", "127.0.0.1:9") as client:
        found = look(client, office).found
    with closing(open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=default"))) as client:
        client.command("DROP DATABASE IF EXISTS honest SYNC")

    assert [each.scope.text for each in found if each.rule_id in WHOM] == []
