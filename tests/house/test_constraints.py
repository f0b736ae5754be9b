"""Dependencies are pinned in one file that any registry can serve."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project import ROOT

LINES = (ROOT / "constraints.txt").read_text().splitlines()
PINNED = {canonicalize_name(line.partition("==")[0]) for line in LINES}


def named_dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    return [
        *project["project"]["dependencies"],
        *(each for extra in extras for each in extra),
        *project["dependency-groups"]["dev"],
    ]


@pytest.mark.parametrize("line", LINES)
def test_a_constraint_is_a_name_and_a_version_and_nothing_else(line: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)


@pytest.mark.parametrize("dependency", named_dependencies())
def test_every_dependency_is_pinned(dependency: str) -> None:
    assert canonicalize_name(Requirement(dependency).name) in PINNED


def test_no_file_of_the_build_names_a_registry() -> None:
    for name in ("pyproject.toml", "constraints.txt", "Makefile", ".ci/run", "deploy/bump-constraints.sh"):
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text), name
