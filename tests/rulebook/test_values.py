"""What a rulebook folder without mistakes is turned into."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.rule_table import RULES
from rules.rulebook import FOREVER, Colour, DayKind, Item, Mode, Rulebook
from streams.rulebook_folder import (
    hash_files,
    load_files,
    load_rulebook,
    load_rulebooks,
)
from tests.rulebook.books import FULL, HEAD, ITEMS, changed, encoded, workbook, written


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def full() -> Rulebook:
    return load_files("city", encoded(FULL)).rulebook


def listed(item_code: str, day: str) -> Item:
    item = full().item(item_code, ordinal(day))
    assert item is not None
    return item


def test_only_the_head_and_the_catalogue_are_required() -> None:
    book = load_files("city", encoded({"rulebook.toml": HEAD, "items.csv": ITEMS})).rulebook

    assert (book.name, book.version, book.valid_from) == ("test city", "1", ordinal("2026-01-01"))
    assert (book.natural_days_roll, book.go_live, book.keep_closed_days) == (True, None, 90)
    assert book.office_hours == ((540, 720), (780, 1020))
    assert not book.staff


def test_the_version_of_an_item_depends_on_the_day() -> None:
    assert listed("0001", "2026-06-30").promise_days == 7
    assert listed("0001", "2026-07-01").promise_days == 5
    assert full().item("0001", ordinal("2025-12-31")) is None
    assert listed("0002", "2026-07-01").valid_to == FOREVER


def test_an_empty_cell_says_nothing() -> None:
    passport = listed("0002", "2026-02-01")

    assert passport.legal_days is None
    assert passport.free is False
    assert passport.joint is False
    assert (passport.hearing_required, passport.min_minutes, passport.certificate) == (None, None, None)
    assert passport.day_kind is DayKind.NATURAL
    assert listed("0001", "2026-07-01").day_kind is DayKind.WORKING


def test_stages_materials_fees_and_guide_belong_to_their_version() -> None:
    first, second = listed("0001", "2026-02-01"), listed("0001", "2026-08-01")

    assert list(first.stages) == ["S1", "S2", "S3", "S4"]
    assert first.stages["S4"].after == ("S2", "S3")
    assert first.stages["S3"].statutory
    assert first.stages["S3"].limit_days is None
    assert first.materials["M1"].wording == "原件一份,\n加盖公章"
    assert first.guide == {"basic_information": "施工许可", "materials": "施工合同"}
    assert listed("0002", "2026-02-01").fees[0].amount == "120.00"
    assert (second.stages, second.materials, second.guide) == ({}, {}, None)


def test_registers_are_read_by_day() -> None:
    book = full()
    monday, saturday = ordinal("2026-02-02"), ordinal("2026-02-07")

    assert (book.on_duty("ZJ", monday), book.on_duty("ZJ", saturday)) == ("u2", "u1")
    moved = book.member("u1", ordinal("2026-05-01"))
    assert moved is not None
    assert moved.dept_code == "GA"
    assert book.units["ZJ"].leader_id == "u1"
    assert book.regions["430100"].parent == "430000"
    assert book.posts[1].item_code == ""
    away = book.absence("u2", ordinal("2026-02-05"))
    assert away is not None
    assert away.deputy_id == "u1"
    assert book.absence("u2", ordinal("2026-02-06")) is None
    assert book.absence("u1", ordinal("2030-01-01")) is not None
    assert book.deviations[0].expires == ordinal("2026-12-31")
    assert book.exemptions[0].ground == "process"
    assert book.basis["XK"].valid_to == FOREVER


def test_a_rule_that_is_not_named_has_its_defaults() -> None:
    assert full().rules == {rule_id: spec.defaults() for rule_id, spec in RULES.items()}


def test_rules_that_an_office_has_to_ask_for_are_off() -> None:
    rules = full().rules

    off = {rule_id for rule_id, settings in rules.items() if not settings.enabled}
    assert off == {"E-02", "T-12"}


def test_colours_modes_and_parameters_of_a_rule_can_be_set() -> None:
    head = HEAD + (
        '[rules.T-04]\ncolour = "red"\nmode = "confirm"\ngrace = 2\ncounting_mode = "clock"\n'
        '[rules.T-10]\ncolour = { yellow = "warning" }\nmode = "confirm"\n[rules.P-02]\nenabled = false\n'
        '[rules.T-11]\napprover_levels = ["head", "deputy"]\n[rules.T-02]\nenabled = false\n'
    )
    rules = load_files("city", encoded(changed(rulebook=head))).rulebook.rules

    assert rules["T-04"].colours == {"yellow": Colour.RED}
    assert rules["T-04"].modes == {"yellow": Mode.CONFIRM}
    assert rules["T-04"].parameters == {"grace": 2, "counting_mode": "clock"}
    assert rules["T-10"].colours == {
        "warning": Colour.WARNING,
        "yellow": Colour.WARNING,
        "red": Colour.RED,
    }
    assert set(rules["T-10"].modes.values()) == {Mode.CONFIRM}
    assert not rules["P-02"].enabled
    assert rules["T-11"].parameters["approver_levels"] == ("head", "deputy")


@pytest.mark.parametrize("valid_from", ['"2026-01-01"', "2026-01-01"])
def test_valid_from_may_be_text_or_a_date(valid_from: str) -> None:
    head = HEAD.replace('"2026-01-01"', valid_from)

    assert load_files("city", encoded(changed(rulebook=head))).rulebook.valid_from == ordinal("2026-01-01")


def test_byte_order_marks_crlf_and_blank_rows_change_nothing() -> None:
    def as_windows(text: str) -> bytes:
        return b"\xef\xbb\xbf" + (text + "\n,,,\n\n").replace("\n", "\r\n").encode()

    windows = {name: as_windows(FULL[name]) for name in FULL if name != "rulebook.toml"} | {
        "rulebook.toml": b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode()
    }

    book = load_files("city", windows).rulebook
    assert replace(book, rulebook_hash="") == replace(full(), rulebook_hash="")
    assert book.rulebook_hash != full().rulebook_hash


@pytest.mark.parametrize("typed", [False, True])
def test_a_workbook_says_the_same_as_the_folder(tmp_path: Path, typed: bool) -> None:
    folder = load_rulebook(written(tmp_path / "city", FULL)).rulebook
    book = load_rulebook(workbook(FULL, tmp_path / "city.xlsx", typed=typed)).rulebook

    assert replace(book, rulebook_hash="") == replace(folder, rulebook_hash="")


@given(st.permutations(sorted(FULL)))
@settings(deadline=None)
def test_the_order_of_the_files_does_not_matter(order: list[str]) -> None:
    files = encoded(FULL)

    assert load_files("city", {name: files[name] for name in order}).rulebook == full()


@given(st.permutations(range(4)), st.permutations(range(3)))
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter_where_rows_say_their_own(
    stages: list[int], items: list[int]
) -> None:
    def shuffled(name: str, order: list[int]) -> str:
        header, *rows = FULL[name].splitlines()
        return "\n".join([header, *(rows[place] for place in order)]) + "\n"

    files = changed(stages=shuffled("stages.csv", stages), items=shuffled("items.csv", items))
    book = load_files("city", encoded(files)).rulebook

    assert dict(book.items) == dict(full().items)
    assert list(book.items["0001"][0].stages) == ["S1", "S2", "S3", "S4"]


def test_the_hash_covers_every_file_and_not_the_path(tmp_path: Path) -> None:
    here, there = written(tmp_path / "here", FULL), written(tmp_path / "there", FULL)
    written(there.parent / "other", {**FULL, "basis.csv": FULL["basis.csv"] + "YH,条例,,\n"})

    assert load_rulebook(here).rulebook.rulebook_hash == load_rulebook(there).rulebook.rulebook_hash
    assert load_rulebook(here).rulebook.rulebook_hash == hash_files(encoded(FULL))
    assert load_rulebook(there.parent / "other").rulebook.rulebook_hash != hash_files(encoded(FULL))


def test_the_hash_covers_the_calendar_notices(tmp_path: Path) -> None:
    notice = (
        '{"year": 2026, "papers": [], "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}]}'
    )
    folder = written(tmp_path / "city", FULL)
    before = load_rulebook(folder)
    written(folder, {"calendar/2026.json": notice})
    after = load_rulebook(folder)

    assert before.rulebook.rulebook_hash != after.rulebook.rulebook_hash
    assert "calendar/2026.json" in after.files


def test_own_notices_replace_the_built_in_calendar_entirely(tmp_path: Path) -> None:
    notice = (
        '{"year": 2026, "papers": [], "days": [{"name": "店庆", "date": "2026-03-02", "isOffDay": true}]}'
    )
    own = load_rulebook(written(tmp_path / "city", {**FULL, "calendar/2026.json": notice}))
    built_in = load_rulebook(written(tmp_path / "plain", FULL))

    assert not own.calendar.works(ordinal("2026-03-02"))
    assert own.calendar.works(ordinal("2026-10-01"))
    assert not own.calendar.announced(ordinal("2025-10-01"))
    assert built_in.calendar.works(ordinal("2026-03-02"))
    assert (own.own_calendar, built_in.own_calendar) == (True, False)


def test_a_workbook_may_bring_its_calendar_as_a_sheet(tmp_path: Path) -> None:
    sheet = "year,name,date,isOffDay\n2026,店庆,2026-03-02,是\n"
    book = load_rulebook(workbook({**FULL, "calendar.csv": sheet}, tmp_path / "city.xlsx"))

    assert book.own_calendar
    assert not book.calendar.works(ordinal("2026-03-02"))


def test_versions_are_ordered_by_the_day_they_hold_from(tmp_path: Path) -> None:
    notice = '{"year": %d, "papers": [], "days": [{"name": "x", "date": "%d-03-02", "isOffDay": true}]}'
    later = changed(
        rulebook=HEAD.replace("2026-01-01", "2027-01-01").replace('version = "1"', 'version = "2"')
    )
    folders = [
        written(tmp_path / "later", later),
        written(tmp_path / "first", {**FULL, "calendar/a.json": notice % (2026, 2026)}),
    ]
    loaded = load_rulebooks(folders)

    assert [book.version for book in loaded.rulebooks] == ["1", "2"]
    assert not loaded.calendar.works(ordinal("2026-03-02"))


@pytest.mark.parametrize("go_live", ['"2026-03-01"', "2026-03-01"])
def test_the_day_of_going_live_and_the_days_a_closed_case_is_kept(go_live: str) -> None:
    head = f"{HEAD}go_live = {go_live}\nkeep_closed_days = 30\n"
    book = load_files("city", encoded(changed(rulebook=head))).rulebook

    assert (book.go_live, book.keep_closed_days) == (ordinal("2026-03-01"), 30)


def test_an_office_may_add_to_the_words_that_leave_things_open() -> None:
    head = HEAD + '[lint]\ncatch_all = ["酌情", " 另行通知 "]\n'

    assert load_files("city", encoded(changed(rulebook=head))).rulebook.catch_all == ("酌情", "另行通知")
    assert full().catch_all == ()


def test_line_breaks_inside_cells_are_the_same_whatever_system_wrote_them() -> None:
    crlf = {**encoded(FULL), "materials.csv": FULL["materials.csv"].replace("\n", "\r\n").encode()}

    (item, _) = load_files("city", crlf).rulebook.items["0001"]
    assert item.materials["M1"].wording == "原件一份,\n加盖公章"
