"""Folder to workbook and back: what a rulebook says is the same on the other side, whatever it says."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from rules.rulebook import Rulebook
from streams.commands.rulebook import app
from streams.exits import Misuse
from streams.rulebook_folder import LoadedRulebook, load_files, load_rulebook, shipped_rulebook
from streams.rulebook_folder.as_workbook import LONGEST_CELL
from streams.rulebook_folder.convert import converted, write_converted
from tests.rulebook.books import CLEAN, FULL, HEAD, ITEMS, changed, encoded, written

NOTICE = (
    '{"year": 2026, "papers": ["https://www.gov.cn/a", "https://www.gov.cn/b"], '
    '"days": [{"name": "店庆", "date": "2026-03-02", "isOffDay": true}, '
    '{"name": "店庆", "date": "2026-03-07", "isOffDay": false}]}'
)


def there_and_back(loaded: LoadedRulebook) -> LoadedRulebook:
    book = load_files("city", converted(loaded, to_workbook=True))
    return load_files("city", converted(book, to_workbook=False))


def said(loaded: LoadedRulebook) -> Rulebook:
    return replace(loaded.rulebook, rulebook_hash="")


def rows(loaded: LoadedRulebook) -> dict[str, list[list[str]]]:
    """The cells of every table, unknown columns too."""
    return {
        name: list(csv.reader(io.StringIO(content.decode())))
        for name, content in loaded.files.items()
        if name.endswith(".csv")
    }


@pytest.mark.parametrize("files", [FULL, CLEAN, {**FULL, "calendar/x.json": NOTICE}])
def test_what_a_rulebook_says_is_the_same_in_a_workbook_and_back_in_a_folder(
    files: Mapping[str, str],
) -> None:
    before = load_files("city", encoded(files))
    between = load_files("city", converted(before, to_workbook=True))
    after = load_files("city", converted(between, to_workbook=False))

    assert list(between.files) == ["rulebook.xlsx"]
    assert said(before) == said(between) == said(after)
    assert rows(before) == rows(after)


@pytest.mark.parametrize("name", ["promise-legal", "cure", "due-overdue", "gravity", "wabo-receipt"])
def test_every_shipped_rulebook_goes_there_and_back(name: str) -> None:
    before = load_rulebook(shipped_rulebook(name))
    after = there_and_back(before)

    assert said(before) == said(after)
    assert rows(before) == rows(after)
    assert {file for file in before.files if before.files[file] != after.files[file]} == {"rulebook.toml"}


def test_a_calendar_keeps_its_days_and_its_papers() -> None:
    before = load_files("city", encoded({**FULL, "calendar/x.json": NOTICE}))
    after = there_and_back(before)

    assert json.loads(after.files["calendar/2026.json"]) == json.loads(NOTICE)
    assert not after.calendar.works(date(2026, 3, 2).toordinal())
    assert after.calendar.works(date(2026, 3, 7).toordinal())


def test_a_rulebook_without_calendar_gets_none() -> None:
    after = there_and_back(load_files("city", encoded(FULL)))

    assert not after.own_calendar
    assert [name for name in after.files if name.startswith("calendar")] == []


def test_columns_nobody_knows_are_kept() -> None:
    files = changed(basis="basis_id,name,valid_from,valid_to,remark\nXK,行政许可法,,,施行\n")
    after = there_and_back(load_files("city", encoded(files)))

    assert after.files["basis.csv"].decode() == files["basis.csv"]


texts = st.text(max_size=12) | st.sampled_from(
    [
        "0001",
        "1e5",
        "=1+1",
        "'x",
        "true",
        "2026-01-01",
        "_x0041_",
        "_x005F_",
        "x005F_",
        "a\r\nb",
        "\x00",
        "#N/A",
        '"',
    ]
)


@given(st.lists(st.tuples(texts, texts, texts, texts), min_size=1, max_size=4))
@settings(deadline=None, max_examples=150)
def test_any_text_in_a_table_comes_back(cells: list[tuple[str, str, str, str]]) -> None:
    out = io.StringIO()
    columns = FULL["materials.csv"].splitlines()[0]
    lines = [
        ("0001", "1", f"M{number}", name, "true", "", wording)
        for number, (name, wording, _, _) in enumerate(cells, start=1)
    ]
    csv.writer(out).writerows([columns.split(","), *lines])
    basis = io.StringIO()
    entries = [
        (f"B{number}{code}", f"x{name}", "", "") for number, (_, _, code, name) in enumerate(cells, start=1)
    ]
    csv.writer(basis).writerows([("basis_id", "name", "valid_from", "valid_to"), *entries])
    files = {
        "rulebook.toml": HEAD,
        "items.csv": ITEMS,
        "materials.csv": out.getvalue(),
        "basis.csv": basis.getvalue(),
    }
    before = load_files("city", encoded(files))

    assert said(there_and_back(before)) == said(before)


values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | texts
    | st.dates()
    | st.times().map(lambda each: each.replace(tzinfo=None)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcé-1 ", min_size=1, max_size=3), inner)
    ),
    max_leaves=6,
)
SMALL = load_files("city", encoded({"rulebook.toml": HEAD, "items.csv": ITEMS}))
keys = st.text("abcXYZ_-19é", min_size=1, max_size=4)


@given(st.dictionaries(keys, values | st.dictionaries(keys, values, max_size=2), max_size=4))
@settings(deadline=None, max_examples=150)
def test_any_setting_comes_back(privacy: dict[str, object]) -> None:
    assume(all(is_sayable(value) for value in privacy.values()))
    before = replace(SMALL, head=replace(SMALL.head, tree={**SMALL.head.tree, "privacy": privacy}))
    after = there_and_back(before)

    assert after.head.tree.get("privacy", {}) == privacy


def is_sayable(value: object) -> bool:
    """Whether every key above a plain value can be written with dots in a sheet."""
    if not isinstance(value, dict):
        return True
    return all(key == key.strip() and key != "" and is_sayable(inner) for key, inner in value.items())


@pytest.mark.parametrize("key", ['"a.b"', '" a"', '""'])
def test_a_setting_whose_key_a_sheet_cannot_say_is_refused(key: str) -> None:
    loaded = load_files("city", encoded(changed(rulebook=f"{HEAD}[privacy]\n{key} = 1\n")))

    with pytest.raises(Misuse, match="expected keys without dots and blanks"):
        converted(loaded, to_workbook=True)


def test_a_text_longer_than_a_cell_of_excel_is_refused_and_one_as_long_is_kept() -> None:
    def loaded(length: int) -> LoadedRulebook:
        return load_files("city", encoded(changed(basis=f"{FULL['basis.csv']}YH,{'条' * length},,\n")))

    assert said(there_and_back(loaded(LONGEST_CELL))) == said(loaded(LONGEST_CELL))
    with pytest.raises(Misuse, match=r"basis:3:2: found 32768 characters"):
        converted(loaded(LONGEST_CELL + 1), to_workbook=True)


def test_the_command_writes_a_workbook_and_a_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "city", {**FULL, "calendar/2026.json": NOTICE})
    there = CliRunner().invoke(app, ["convert", str(folder), str(tmp_path / "city.xlsx")])
    back = CliRunner().invoke(app, ["convert", str(tmp_path / "city.xlsx"), str(tmp_path / "new" / "city")])

    assert (there.exit_code, back.exit_code) == (0, 0)
    assert "test city version 1: 33 rows in 1 file" in there.stdout
    assert "33 rows in 21 files" in back.stdout
    assert said(load_rulebook(tmp_path / "new" / "city")) == said(load_rulebook(folder))


def test_a_shipped_rulebook_is_copied_with_its_comments(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["convert", "cure", str(tmp_path / "mine")])

    assert result.exit_code == 0
    assert load_rulebook(tmp_path / "mine").files == load_rulebook(shipped_rulebook("cure")).files


@pytest.mark.parametrize("there", ["city.xlsx", "city", "city/items.csv"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, there: str) -> None:
    place = tmp_path / there
    place.parent.mkdir(exist_ok=True)
    place.write_text("mine")
    target = tmp_path / there.partition("/")[0]

    with pytest.raises(Misuse, match="found something at"):
        write_converted(load_files("city", encoded(FULL)), target)
    assert place.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_a_rulebook_with_mistakes_is_not_converted(tmp_path: Path) -> None:
    folder = written(tmp_path / "city", changed(rulebook=HEAD + "x = 1\n"))
    result = CliRunner().invoke(app, ["convert", str(folder), str(tmp_path / "city.xlsx")])

    assert isinstance(result.exception, Misuse)
    assert not (tmp_path / "city.xlsx").exists()
