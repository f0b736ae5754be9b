"""The wheel is whole: installed alone into a fresh environment, without a compiler, it judges a file."""

import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from dashboards.console.render import HAS_SCRIPTS
from tests.house.project import ROOT, run

EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def liangpai(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel; only wheels are taken, so nothing can want a compiler.

    Python compiles what a command imports, and not all of every package beforehand.
    """
    room = tmp_path_factory.mktemp("fresh") / "venv"
    made = run(sys.executable, "-m", "venv", room)
    assert made.returncode == 0, made.stderr
    installed = run(
        room / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile", "--only-binary", ":all:",
        "--constraint", ROOT / "constraints.txt", wheel,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    return room / "bin" / "liangpai"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder outside the checkout with the example in it."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "elsewhere"))


def plain_environment() -> dict[str, str]:
    """The environment without what could lead back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LIANGPAI"))}


def test_the_command_explains_itself(liangpai: Path, tmp_path: Path) -> None:
    done = run(liangpai, "--help", cwd=tmp_path, env=plain_environment())

    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout


def test_it_judges_the_example_of_the_readme(liangpai: Path, elsewhere: Path) -> None:
    done = run(
        liangpai, "check", "first-case.jsonl", "--rulebook", "rulebook",
        "--until", "2026-10-17T00:00:00+08:00", "--out", "out.jsonl",
        cwd=elsewhere, env=plain_environment(),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    out = (elsewhere / "out.jsonl").read_text(encoding="utf-8")
    assert "T-05" in out
    assert "2026-10-16T00:00:00.000+08:00" in out


def test_it_makes_the_boards_of_an_office(liangpai: Path, elsewhere: Path) -> None:
    done = run(liangpai, "grafana", "promise-legal", "--out", "made", cwd=elsewhere, env=plain_environment())

    assert done.returncode == 0, done.stderr
    assert (elsewhere / "made/dashboards/liangpai/liangpai-city.json").is_file()


def test_what_is_not_code_is_in_the_wheel_too(wheel: Path) -> None:
    there = zipfile.ZipFile(wheel).namelist()

    assert "streams/deploy/kafka/pom.xml" in there
    assert "dashboards/panels/open_cases.sql" in there
    assert "dashboards/deploy/grafana/dashboards/liangpai/liangpai-city.json" in there
    scripts = {"htmx.min.js", "echarts.common.min.js"} if HAS_SCRIPTS else set()
    static = {name.removeprefix("dashboards/console/static/") for name in there}
    assert {"console.js", "console.css", *scripts} <= static, "`make scripts` brings what npm has"
    assert not [name for name in there if name.startswith("dashboards/grafana/")]
    assert [name for name in there if name.startswith("sinks/migrations/") and name.endswith(".sql")]
    assert [
        name
        for name in there
        if name.startswith("streams/rulebooks/promise-legal/") and name.endswith(".toml")
    ]


def test_nothing_but_our_packages_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "streams",
        "rules",
        "sinks",
        "dashboards",
    }
