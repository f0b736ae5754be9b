"""The pages say what is so: commands exist, links lead somewhere, tables are current, both READMEs agree."""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from streams import docs_tables
from tests.house.project import BIN, ROOT, run

README, TWIN = ROOT / "README.md", ROOT / "README.zh-CN.md"
GUIDE, GUIDE_TWIN = ROOT / "docs" / "guide.md", ROOT / "docs" / "guide.zh-CN.md"
TWINS = pytest.mark.parametrize(
    ("page", "twin"), [(README, TWIN), (GUIDE, GUIDE_TWIN)], ids=["readme", "guide"]
)
PAGES = (README, TWIN, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))


def command_lines(page: Path) -> list[str]:
    """Every `liangpai …` of a page: in code spans of tables, and after `$` in consoles."""
    text = page.read_text(encoding="utf-8")
    spans = re.findall(r"`(liangpai [a-z][^`]*)`", text)
    return spans + re.findall(r"^\$ (liangpai .*)$", text, re.MULTILINE)


GROUPS = (
    "calendar",
    "dead-letters",
    "deliveries",
    "evidence",
    "links",
    "routes",
    "rulebook",
    "sample",
    "snapshots",
    "sources",
    "topics",
    "users",
)
"""Commands that have commands of their own."""


def names(line: str) -> tuple[str, ...]:
    """The command in a line: one word, or two for a group."""
    words = shlex.split(line)[1:]
    return tuple(words[:2]) if words[0] in GROUPS else tuple(words[:1])


@cache
def help_of(command: tuple[str, ...]) -> str:
    done = run(BIN / "liangpai", *command, "--help", timeout=60)
    return done.stdout if done.returncode == 0 else ""


LINES = sorted({line for page in PAGES for line in command_lines(page)})


@pytest.mark.parametrize("line", LINES)
def test_a_command_that_a_page_shows_exists_with_its_options(line: str) -> None:
    shown = help_of(names(line))

    assert shown, f"liangpai {' '.join(names(line))} does not exist"
    for option in re.findall(r"(?<=\s)--[a-z-]+", line):
        assert re.search(rf"{option}\b", shown), f"{option} is not an option of it"


def test_help_lists_the_commands_the_readme_names() -> None:
    listed = help_of(())

    wanted = {names(line)[0] for line in command_lines(README)}
    assert len(wanted) >= 10
    assert [name for name in sorted(wanted) if not re.search(rf"\b{name}\b", listed)] == []


def test_the_readme_names_every_command_there_is() -> None:
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", help_of(()), re.MULTILINE)

    assert "check" in listed
    assert set(listed) <= {names(line)[0] for line in command_lines(README)}


def outline(page: Path) -> list[str]:
    """What a twin must have in the same order: headings by depth, commands, make targets, settings, links."""
    found = re.findall(
        r"^(#+) |(`liangpai [^`]*`)|^\$ (.*)$|(`make [a-z]+`)|(`[A-Z]+_[A-Z_]+`)|\]\((?!README|guide)([^)]+)\)",
        page.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return ["".join(groups) for groups in found]


@TWINS
def test_the_chinese_page_has_the_same_sections_commands_settings_and_links(page: Path, twin: Path) -> None:
    assert outline(twin) == outline(page)


@TWINS
def test_each_of_two_languages_leads_to_the_other(page: Path, twin: Path) -> None:
    assert f"]({twin.name})" in page.read_text(encoding="utf-8")
    assert f"]({page.name})" in twin.read_text(encoding="utf-8")


@cache
def words_of_the_pages() -> str:
    """Everything in which the console's words stand."""
    files = (file for part in ("dashboards", "streams", "rules") for file in sorted((ROOT / part).rglob("*")))
    shown = (file for file in files if file.suffix in (".py", ".sql"))
    return "\n".join(file.read_text(encoding="utf-8") for file in shown)


@pytest.mark.parametrize("page", [GUIDE, GUIDE_TWIN], ids=lambda page: page.name)
def test_pages_buttons_and_states_have_the_names_in_the_guide_that_the_console_shows(page: Path) -> None:
    named = set(re.findall(r"\*\*([^*\n]+)\*\*", page.read_text(encoding="utf-8")))

    assert len(named) >= 60
    assert [name for name in sorted(named) if f'"{name}"' not in words_of_the_pages()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_two_set_up_commands_of_the_readme_are_tasks_of_the_makefile() -> None:
    tasks = run("make", "help").stdout

    for task in re.findall(r"make ([a-z]+)", README.read_text(encoding="utf-8")):
        assert f"make {task} " in tasks


def test_the_rule_table_is_current() -> None:
    assert docs_tables.main(["--check"]) == 0


def test_a_rule_table_that_is_not_current_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "rules.md"
    stale.write_text(docs_tables.page().replace("T-04", "T-40"), encoding="utf-8")
    monkeypatch.setattr(docs_tables, "PAGE", stale)

    assert docs_tables.main(["--check"]) == 1
    assert "run make docs" in capsys.readouterr().err


def test_the_licence_is_the_whole_apache_text() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
