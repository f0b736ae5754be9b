"""The simulated city's rulebook loads, and is as large as a city's."""

from pathlib import Path

import pytest

from rules.lint import lint
from rules.rulebook import DayKind
from streams.exits import Misuse
from streams.rulebook_folder import load_rulebook
from streams.simulation.city import build_city
from streams.simulation.rulebook_files import write_rulebook


def test_the_rulebook_loads_with_departments_items_and_staff(tmp_path: Path) -> None:
    write_rulebook(tmp_path / "rulebook", build_city())
    rulebook = load_rulebook(tmp_path / "rulebook").rulebook
    assert len(rulebook.units) == 40
    assert len(rulebook.items) == 80
    assert len(rulebook.staff) == 280
    items = [item for versions in rulebook.items.values() for item in versions]
    assert any(item.day_kind is DayKind.NATURAL for item in items)
    assert any(item.joint and item.legal_days is None for item in items)
    assert any(stage.statutory for item in items for stage in item.stages.values())
    assert any(len(stage.after) == 2 for item in items for stage in item.stages.values())


def test_the_catalogue_has_nothing_odd_in_it(tmp_path: Path) -> None:
    write_rulebook(tmp_path, build_city())
    assert lint(load_rulebook(tmp_path).rulebook) == []


def test_a_second_run_writes_over_the_first(tmp_path: Path) -> None:
    write_rulebook(tmp_path, build_city())
    (tmp_path / "items.csv").write_text("broken")
    write_rulebook(tmp_path, build_city())
    assert len(load_rulebook(tmp_path).rulebook.items) == 80


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear city")
    with pytest.raises(Misuse, match=r"letter\.txt"):
        write_rulebook(tmp_path, build_city())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_folder_s_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "rulebook").write_text("a file")
    with pytest.raises(Misuse, match="expected a folder"):
        write_rulebook(tmp_path / "rulebook", build_city())
