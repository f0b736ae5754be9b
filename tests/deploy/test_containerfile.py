"""The image is as safe as its users expect, by a linter and by what only we know; each check finds its mistake."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deploy.containerfile import faults, steps
from tests.house.project import BIN, ROOT, run

FILE = ROOT / "deploy" / "Containerfile"
TEXT = FILE.read_text(encoding="utf-8")


PLANTED = {
    "DL3008": "RUN apt-get update && apt-get install -y curl",
    "DL3003": "RUN cd /tmp && curl http://example.org/it | sh",
    "DL3022": "COPY --from=nowhere /it /it",
    "DL3025": "CMD liangpai worker",
}


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """What hadolint says of each file: ours, and ours with a mistake planted, named by its rule. One run for all."""
    program, folder = BIN / "hadolint", tmp_path_factory.mktemp("planted")
    if not program.is_file():
        pytest.skip("hadolint is published for Linux on x86-64 only")
    for rule, line in PLANTED.items():
        (folder / rule).write_text(f"{TEXT}{line}\n", encoding="utf-8")
    done = run(program, "--format", "json", FILE, *(folder / rule for rule in PLANTED), timeout=120)
    found: dict[str, set[str]] = {name: set() for name in (FILE.name, *PLANTED)}
    for each in json.loads(done.stdout):
        found[Path(each["file"]).name].add(each["code"])
    return found


def test_hadolint_finds_nothing(linted: Mapping[str, set[str]]) -> None:
    assert linted[FILE.name] == set()


@pytest.mark.parametrize("rule", PLANTED)
def test_hadolint_finds_a_planted_mistake(linted: Mapping[str, set[str]], rule: str) -> None:
    assert rule in linted[rule]


def test_our_own_checks_find_nothing() -> None:
    assert faults(TEXT, ROOT) == []


@pytest.mark.parametrize(
    ("there", "planted", "told"),
    [
        ("USER 10001:10001", "USER root", "USER is 'root'"),
        ("USER 10001:10001", "USER liangpai", "expected two numbers"),
        ("USER 10001:10001\n", "", "USER is 'root'"),
        ('ENTRYPOINT ["liangpai"]', "ENTRYPOINT liangpai", "a shell does not pass signals on"),
        ('CMD ["python", "-m", "streams.probe"]', "CMD python -m streams.probe", "HEALTHCHECK"),
        ("COPY streams streams", "COPY stream streams", "COPY stream: there is nothing"),
        ("COPY streams streams", "ADD streams streams", "expected COPY"),
        (
            "COPY --from=scripts /src/dashboards/console/static dashboards/console/static\n",
            "",
            "no stage gives",
        ),
        ("${NODE} AS scripts", "${NODE} AS others", "no stage gives"),
        ("WORKDIR /var/lib/liangpai", "VOLUME /var/lib/liangpai", "a volume without a name"),
    ],
)
def test_our_own_checks_find_a_planted_mistake(there: str, planted: str, told: str) -> None:
    assert there in TEXT

    found = faults(TEXT.replace(there, planted), ROOT)

    assert len(found) == 1
    assert told in found[0]


def test_without_npm_a_checkout_does_without_scripts_and_an_image_is_not_made(tmp_path: Path) -> None:
    """As the stage that brings them runs it."""
    shutil.copytree(ROOT / "deploy" / "console", tmp_path / "deploy" / "console")
    for program in ("sh", "dirname"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    stage = [step.rest for step in steps(TEXT) if step.word == "RUN" and "bring.sh" in step.rest]
    command = re.sub(r"--mount=\S+ ", "", stage[0]).replace("/src/", f"{tmp_path}/")

    done = [
        subprocess.run(["/bin/sh", "-c", each], env={"PATH": str(tmp_path)}, capture_output=True, check=False)
        for each in (command, command.replace("REQUIRED=1 ", ""))
    ]

    assert [each.returncode for each in done] == [1, 0]
    assert all(b"found no npm" in each.stderr for each in done)


def test_the_image_installs_what_the_project_names_and_the_extras_that_were_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    done = run(sys.executable, ROOT / "deploy" / "requirements.py", "chdb")

    assert done.stdout.split() == [*project["dependencies"], *project["optional-dependencies"]["chdb"]]


def test_it_is_labelled_with_the_version_it_holds() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert f'image.version="{version}"' in TEXT
