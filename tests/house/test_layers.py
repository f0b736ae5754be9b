"""The lines between the packages hold, and the check that watches them does fail where they do not."""

import os
import shutil
from pathlib import Path

import pytest

from tests.house.project import BIN, ROOT, run

PACKAGES = ("rules", "streams", "sinks", "dashboards")


def copy_of_the_project(folder: Path) -> Path:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint_imports(folder: Path) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = run(BIN / "lint-imports", "--no-cache", cwd=folder, env=environment)
    return done.returncode, done.stdout + done.stderr


def test_the_layers_hold() -> None:
    code, said = lint_imports(ROOT)

    assert code == 0, said


@pytest.mark.parametrize(
    ("importer", "line", "said"),
    [
        ("rules", "import sinks", "rules is not allowed to import sinks"),
        ("sinks", "import streams", "sinks is not allowed to import streams"),
        ("rules", "import pathlib", "rules is not allowed to import pathlib"),
        ("rules", "import aiokafka", "rules is not allowed to import aiokafka"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, importer: str, line: str, said: str) -> None:
    project = copy_of_the_project(tmp_path)
    (project / importer / "planted.py").write_text(f"{line}\n")

    code, output = lint_imports(project)

    assert code == 1
    assert said in " ".join(output.split())
