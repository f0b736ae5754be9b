"""The rulebooks that ship with the program: four schools of colours over one sample office."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rules.rule_table import RULES
from rules.rulebook import Colour, Mode, Rulebook, RuleSettings
from streams.exits import Misuse
from streams.rulebook_folder import load_rulebook, shipped_or_path, shipped_rulebook
from streams.rulebook_folder.placed import placed_findings

PROFILES = ("promise-legal", "cure", "due-overdue", "gravity")
WITH_CARDS = {rule_id: spec for rule_id, spec in RULES.items() if spec.degrees}
UPWARDS = {Colour.WARNING: Colour.YELLOW, Colour.YELLOW: Colour.RED, Colour.RED: Colour.RED}


def profile(name: str) -> Rulebook:
    return load_rulebook(shipped_rulebook(name)).rulebook


def colours(name: str, rule_id: str) -> list[str]:
    return list(profile(name).rules[rule_id].colours.values())


def changed_rules(name: str, of_rule: Callable[[RuleSettings], object]) -> set[str]:
    """The rules of which the profile says something else than the default one."""
    default, here = profile("promise-legal").rules, profile(name).rules
    return {rule_id for rule_id in RULES if of_rule(here[rule_id]) != of_rule(default[rule_id])}


@pytest.mark.parametrize("name", PROFILES[1:])
def test_every_table_of_a_profile_is_that_of_the_default_byte_for_byte(name: str) -> None:
    default, here = load_rulebook(shipped_rulebook()).files, load_rulebook(shipped_rulebook(name)).files

    assert here.keys() == default.keys()
    assert {file for file in here if here[file] != default[file]} == {"rulebook.toml"}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_has_nothing_odd_and_its_folder_s_name(name: str) -> None:
    loaded = load_rulebook(shipped_rulebook(name))

    assert placed_findings(loaded) == []
    assert loaded.rulebook.name == name


@pytest.mark.parametrize("name", PROFILES[1:])
def test_a_profile_differs_from_the_default_in_rules_alone(name: str) -> None:
    default, here = profile("promise-legal"), profile(name)

    assert replace(here, name="", rulebook_hash="", rules={}) == replace(
        default, name="", rulebook_hash="", rules={}
    )


def test_the_default_says_of_every_rule_what_the_program_says() -> None:
    assert profile("promise-legal").rules == {rule_id: spec.defaults() for rule_id, spec in RULES.items()}
    assert colours("promise-legal", "T-04") == ["yellow"]
    assert colours("promise-legal", "T-05") == ["red"]
    assert profile("promise-legal").rules["T-06"].modes == {"red": Mode.CONFIRM}


def test_cure_turns_red_by_itself_when_the_days_to_put_it_right_are_over_and_nothing_else() -> None:
    assert changed_rules("cure", lambda rule: rule) == {"T-06"}
    assert profile("cure").rules["T-06"].modes == {"red": Mode.AUTOMATIC}
    assert profile("cure").rules["T-06"].parameters["cure_days"] == 5


def test_due_overdue_has_no_reminders_yellow_is_due_soon_and_red_all_else() -> None:
    rules = profile("due-overdue").rules

    assert {rule_id: dict(rules[rule_id].colours) for rule_id in WITH_CARDS} == {
        rule_id: {degree: UPWARDS[colour] for degree, colour in spec.degrees.items()}
        for rule_id, spec in WITH_CARDS.items()
    }
    assert changed_rules("due-overdue", lambda rule: (rule.enabled, rule.modes, rule.parameters)) == set()


def test_gravity_is_red_for_what_is_serious_once_a_person_says_so_and_reminds_a_day_before() -> None:
    rules = profile("gravity").rules
    waiting = {"T-06", "P-02", "P-03", "P-10", "B-02"}

    assert {rule_id for rule_id in waiting | {"T-05"} if set(colours("gravity", rule_id)) == {"red"}} == (
        waiting | {"T-05"}
    )
    assert all(set(rules[rule_id].modes.values()) == {Mode.CONFIRM} for rule_id in waiting)
    assert dict(rules["P-01"].modes) == {"yellow": Mode.AUTOMATIC, "red": Mode.CONFIRM}
    assert changed_rules("gravity", lambda rule: rule.colours) == {"P-02"}
    assert changed_rules("gravity", lambda rule: rule.parameters) == {"T-03", "T-10", "T-14"}
    assert {rules[rule_id].parameters["warn_days"] for rule_id in ("T-03", "T-10", "T-14")} == {1}


def test_the_sample_office_has_someone_for_every_role_and_two_departments_that_decide_appeals() -> None:
    staff = [member for rows in profile("cure").staff.values() for member in rows]

    assert {role for member in staff for role in member.roles} == {
        "handler",
        "reviewer",
        "approver",
        "leader",
        "supervisor",
        "adjudicator",
        "liaison",
        "hr",
        "discipline",
        "administrator",
    }
    assert len({member.dept_code for member in staff if "adjudicator" in member.roles}) == 2


def test_a_shipped_rulebook_is_found_by_its_name_unless_something_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert shipped_or_path(Path("cure")) == shipped_rulebook("cure")
    assert shipped_or_path(tmp_path / "cure") == tmp_path / "cure"
    assert shipped_or_path(Path("nothing-of-ours")) == Path("nothing-of-ours")
    (tmp_path / "cure").mkdir()
    assert shipped_or_path(Path("cure")) == Path("cure")
    with pytest.raises(Misuse, match="no such file"):
        load_rulebook(shipped_or_path(Path("cure")))
