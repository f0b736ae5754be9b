"""The simulated city's rulebook loads, and is as large as a city's."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from rules.lint import dead_rules, lint
from rules.rulebook import DayKind, Rulebook
from streams.exits import Misuse
from streams.rulebook_folder import load_rulebook
from streams.simulation.city import build_city
from streams.simulation.rulebook_files import write_rulebook

ODD_BY_THEMSELVES = {
    "promise_missing",
    "promise_above_legal",
    "promise_above_default",
    "stages_above_promise",
    "guide_missing",
}
TODAY = date(2026, 11, 20).toordinal()


def _loaded(folder: Path) -> Rulebook:
    write_rulebook(folder, build_city(), TODAY)
    return load_rulebook(folder).rulebook


def test_the_rulebook_loads_with_departments_items_and_staff(tmp_path: Path) -> None:
    rulebook = _loaded(tmp_path / "rulebook")
    assert len({unit for unit in rulebook.units.values() if unit.leader_id}) == 40
    assert len(rulebook.units) == 44
    assert len(rulebook.items) == 300
    assert len(rulebook.staff) == 1500
    items = [item for versions in rulebook.items.values() for item in versions]
    assert any(item.day_kind is DayKind.NATURAL for item in items)
    assert any(item.joint and item.legal_days is None for item in items)
    assert any(stage.statutory for item in items for stage in item.stages.values())
    assert any(len(stage.after) == 2 for item in items for stage in item.stages.values())


def test_nothing_is_odd_in_it_but_the_items_that_are_there_to_be_odd(tmp_path: Path) -> None:
    found = lint(_loaded(tmp_path))
    odd = {item.code: item.special for item in build_city().items if item.special}
    said = {(finding.key[0], finding.code) for finding in found}
    assert said == {(code, special) for code, special in odd.items() if special in ODD_BY_THEMSELVES}
    assert len(found) == len(ODD_BY_THEMSELVES)


def test_every_rule_of_cases_can_fire(tmp_path: Path) -> None:
    assert list(dead_rules(_loaded(tmp_path))) == []


def test_people_have_posts_with_authority_and_the_roles_of_the_desk(tmp_path: Path) -> None:
    rulebook = _loaded(tmp_path)
    staff = [member for rows in rulebook.staff.values() for member in rows]
    roles = Counter(role for member in staff for role in member.roles)
    assert (roles["leader"], roles["liaison"], roles["supervisor"], roles["adjudicator"]) == (40, 40, 6, 8)
    assert (roles["hr"], roles["administrator"]) == (1, 1)
    assert {row.post for row in rulebook.posts} <= {member.post for member in staff}
    handlers = {member.post for member in staff if member.roles == ("handler",)}
    allowed = {row.stage_code for row in rulebook.posts if row.post in handlers}
    assert allowed == {"handle", "site", "notice"}


def test_on_every_weekday_somebody_is_on_duty_with_a_deputy(tmp_path: Path) -> None:
    rulebook = _loaded(tmp_path)
    assert all(duty.deputy_id and duty.deputy_id != duty.staff_id for duty in rulebook.duties)
    departments = [unit.dept_code for unit in rulebook.units.values() if unit.leader_id]
    assert all(rulebook.on_duty(dept, TODAY + n) for dept in departments for n in range(7))


def test_a_second_run_writes_over_the_first(tmp_path: Path) -> None:
    write_rulebook(tmp_path, build_city(), TODAY)
    (tmp_path / "items.csv").write_text("broken")
    write_rulebook(tmp_path, build_city(), TODAY)
    assert len(load_rulebook(tmp_path).rulebook.items) == 300


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear city")
    with pytest.raises(Misuse, match=r"letter\.txt"):
        write_rulebook(tmp_path, build_city(), TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_folder_s_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "rulebook").write_text("a file")
    with pytest.raises(Misuse, match="expected a folder"):
        write_rulebook(tmp_path / "rulebook", build_city(), TODAY)
