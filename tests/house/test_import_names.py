"""The four packages have common names, so nothing else that is installed may own them."""

import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = ("rules", "streams", "sinks", "dashboards")


def strangers(owners: Mapping[str, Iterable[str]]) -> list[str]:
    """One sentence for each distribution but ours that owns one of our import names."""
    return [
        f"the distribution {owner!r} also installs {name!r}; uninstall it, or use an environment of its own"
        for name in OURS
        for owner in sorted(set(owners.get(name, ())) - {"liangpai"})
    ]


def plant(folder: Path, distribution: str, package: str) -> None:
    info = folder / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "top_level.txt").write_text(f"{package}\n")


def test_no_other_distribution_owns_our_import_names() -> None:
    assert strangers(packages_distributions()) == []


def test_the_guard_names_the_culprit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "river-streams", "streams")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    (said,) = strangers(packages_distributions())

    assert said.startswith("the distribution 'river-streams' also installs 'streams';")


@pytest.mark.parametrize("name", OURS)
def test_the_import_name_leads_to_this_project(name: str) -> None:
    module = __import__(name)

    assert Path(str(module.__file__)).parent.name == name
    assert (Path(str(module.__file__)).parents[1] / "pyproject.toml").is_file()


def test_every_test_folder_is_a_package_so_that_it_shadows_nothing() -> None:
    tests = Path(__file__).parents[1]
    folders = {file.parent for file in tests.rglob("*.py")}

    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []
