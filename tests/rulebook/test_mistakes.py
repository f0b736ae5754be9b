"""Rulebooks with mistakes: every one named with file, line and column, all at once, nothing half loaded."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rules.rule_table import RULES
from streams.exits import Misuse
from streams.rulebook_folder import load_files, load_rulebook, load_rulebooks
from streams.rulebook_folder.rule_settings import UNITS
from tests.rulebook.books import FULL, HEAD, ITEM_COLUMNS, ITEMS, changed, encoded, workbook, written


def lines(files: Mapping[str, str] | Mapping[str, bytes], name: str = "") -> list[str]:
    content = {key: text.encode() if isinstance(text, str) else text for key, text in files.items()}
    with pytest.raises(Misuse) as stopped:
        load_files(name, content)
    return stopped.value.lines


def places(files: Mapping[str, str] | Mapping[str, bytes]) -> list[str]:
    return [line.split(": found")[0] for line in lines(files)]


TWENTY = changed(
    rulebook=(
        'name = "test city"\nversion = "1"\nvalid_from = "2026-13-01"\nzone = "Asia/Peking"\n'
        'office_hours = ["09:00-12:00", "11:00-17:00"]\ncolor = 3\n\n'
        '[rules.T-04]\ncolour = "purple"\ngrace = -1\n\n[rules.T-99]\nenabled = false\n\n'
        "[rules.T-05]\nwarn_days = 2\n\n[rules.E-03]\nmonths = 1\n"
    ),
    items=(
        f"{ITEM_COLUMNS}\n"
        "0001,1,2026-01-01,2026-06-30,施工许可,ZJ,430100,promised,working,0,10,false,true,,,,\n"
        "0001,2,2026-06-30,,施工许可,XX,430100,promised,,5,ten,,,,,,\n"
        "0002,1,2026-01-01,,护照签发,GA,430100,instant,lunar,1,,maybe,,,,,\n"
        "0002,1,2026-01-01,,护照签发,GA,430100,instant,natural,1,,,,,,,\n"
    ),
    stages=(
        "item_code,version,stage_code,name,position,role,required,statutory,after,limit_days\n"
        "0001,1,S1,受理,1,handle,true,false,S4,1\n"
        "0001,1,S2,审查,2,review,true,false,S1;S9,3\n"
        "0001,1,S3,公示,3,review,yes,是,S1,\n"
        "0001,1,S4,决定,4,approve,1,0,S2;S3,2\n"
        "0003,1,S1,受理,1,boss,true,false,,1\n"
    ),
)


def test_twenty_mistakes_are_twenty_lines_and_more() -> None:
    assert places(TWENTY) == [
        "items.csv:2:10",
        "items.csv:3:3",
        "items.csv:3:6",
        "items.csv:3:11",
        "items.csv:4:9",
        "items.csv:4:12",
        "items.csv:5:1",
        "rulebook.toml:3:1",
        "rulebook.toml:4:1",
        "rulebook.toml:5:1",
        "rulebook.toml:6:1",
        "rulebook.toml:9:1",
        "rulebook.toml:10:1",
        "rulebook.toml:12:8",
        "rulebook.toml:16:1",
        "rulebook.toml:19:1",
        "stages.csv:3:9",
        "stages.csv:5:9",
        "stages.csv:5:9",
        "stages.csv:6:1",
        "stages.csv:6:6",
    ]


def test_each_line_says_what_was_found_and_what_was_expected() -> None:
    told = lines(TWENTY)

    assert told[0] == 'items.csv:2:10: found promise_days "0", expected a whole number from 1 to 36500'
    assert told[6] == (
        'items.csv:5:1: found item_code "0002", version "1" again (first in line 4), '
        "expected one row for each item_code, version"
    )
    assert all(": found " in line and ", expected " in line and "\n" not in line for line in told)


def test_of_two_rows_that_clash_the_later_is_named_first() -> None:
    rows = ITEMS.splitlines()
    overlapping = "\n".join([rows[0], rows[2].replace("2026-07-01", "2026-06-30"), rows[1]]) + "\n"

    assert lines({"rulebook.toml": HEAD, "items.csv": overlapping}) == [
        (
            'items.csv:3:3: found item_code "0001" valid 2026-01-01 to 2026-06-30, '
            "expected no day of line 2, valid 2026-06-30 to open"
        )
    ]


def test_versions_that_meet_without_overlapping_are_fine() -> None:
    load_files("", encoded({"rulebook.toml": HEAD, "items.csv": ITEMS}))


@pytest.mark.parametrize(
    ("file", "row", "place"),
    [
        ("stages.csv", "0001,3,S1,x,1,handle,true,false,,1", "stages.csv:6:2"),
        ("stages.csv", "0001,1,S1,x,1,handle,true,false,,1", "stages.csv:6:1"),
        ("stages.csv", "0001,1,S9,x,one,handle,true,false,,1", "stages.csv:6:5"),
        ("stages.csv", "0001,1,S9,x,1,handle,perhaps,false,,1", "stages.csv:6:7"),
        ("materials.csv", "0009,1,M1,x,true,false,", "materials.csv:4:1"),
        ("fees.csv", "0002,1,F2,STD,-5", "fees.csv:3:5"),
        ("fees.csv", "0002,1,F2,STD,", "fees.csv:3:5"),
        ("basis.csv", "XK,again,,", "basis.csv:3:1"),
        ("basis.csv", "YH,条例,2026-02-30,", "basis.csv:3:3"),
        ("basis.csv", "YH,条例,2026-02-01,2026-01-01", "basis.csv:3:4"),
        ("regions.csv", "430199,区,430199,county", "regions.csv:4:3"),
        ("regions.csv", "430199,区,999999,county", "regions.csv:4:3"),
        ("regions.csv", "430199,区,430100,planet", "regions.csv:4:4"),
        ("units.csv", "SJ,市监局,999999,,部门,", "units.csv:4:3"),
        ("units.csv", "SJ,市监局,430100,XX,部门,", "units.csv:4:4"),
        ("units.csv", "SJ,市监局,430100,,部门,u9", "units.csv:4:6"),
        ("staff.csv", "u3,丙,XX,在编,岗,handler,,", "staff.csv:5:3"),
        ("staff.csv", "u2,乙,ZJ,在编,岗,handler,2026-01-01,", "staff.csv:5:7"),
        ("posts.csv", "岗,0009,,,,", "posts.csv:4:2"),
        ("posts.csv", "岗,0001,S9,,,", "posts.csv:4:3"),
        ("posts.csv", "岗,,S9,,,", "posts.csv:4:3"),
        ("duty.csv", "ZJ,u9,,1,,,", "duty.csv:4:2"),
        ("duty.csv", "ZJ,u2,u9,6,,,", "duty.csv:4:3"),
        ("duty.csv", "GA,u2,,1-8,,,", "duty.csv:4:4"),
        ("duty.csv", "ZJ,u2,,5;6,2026-05-01,,tickets", "duty.csv:4:5"),
        ("duty.csv", "GA,u2,,1,,,faxes", "duty.csv:4:7"),
        ("absences.csv", "u9,2026-05-01,,", "absences.csv:4:1"),
        ("absences.csv", "u2,2026-05-01,,u9", "absences.csv:4:4"),
        ("absences.csv", "u2,,2026-05-01,", "absences.csv:4:2"),
        ("absences.csv", "u2,2026-05-02,2026-05-01,", "absences.csv:4:3"),
        ("absences.csv", "u2,2026-02-05,2026-02-06,", "absences.csv:4:2"),
        ("deviations.csv", "T-99,*,y,z,2026-01-01", "deviations.csv:3:1"),
        ("deviations.csv", "T-01,*,y,z,", "deviations.csv:3:5"),
        ("deviations.csv", "T-01,x,y,z,2026-01-01", "deviations.csv:3:2"),
        ("deviations.csv", "T-01,item:,y,z,2026-01-01", "deviations.csv:3:2"),
        ("deviations.csv", "T-01,item:0001;town:A,y,z,2026-01-01", "deviations.csv:3:2"),
        ("deviations.csv", "T-01,item:0009,y,z,2026-01-01", "deviations.csv:3:2"),
        ("deviations.csv", "T-01,dept:XX,y,z,2026-01-01", "deviations.csv:3:2"),
        ("deviations.csv", "T-01,item:0001;region:999999,y,z,2026-01-01", "deviations.csv:3:2"),
        ("exemptions.csv", "luck,*,2026-01-01,u1", "exemptions.csv:3:1"),
        ("exemptions.csv", "nature,,2026-01-01,u1", "exemptions.csv:3:2"),
        ("exemptions.csv", "nature,item:0009,2026-01-01,u1", "exemptions.csv:3:2"),
        ("exemptions.csv", "nature,everything,2026-01-01,u1", "exemptions.csv:3:2"),
        ("guide.csv", "0001,9,x,y", "guide.csv:3:2"),
        ("guide.csv", "0001,2,x,y,z", "guide.csv:3:5"),
    ],
)
def test_a_wrong_row_is_named_with_the_column_that_is_wrong(file: str, row: str, place: str) -> None:
    assert places({**FULL, file: f"{FULL[file]}{row}\n"}) == [place]


@pytest.mark.parametrize(
    ("addition", "place"),
    [
        ("natural_days_rol = true", "rulebook.toml:6:1"),
        ("natural_days_roll = 1", "rulebook.toml:6:1"),
        ("keep_closed_days = 0", "rulebook.toml:6:1"),
        ('go_live = "soon"', "rulebook.toml:6:1"),
        ("go_live = 2026-01-01T00:00:00", "rulebook.toml:6:1"),
        ("tickets = 5", "rulebook.toml:6:1"),
        ("rules = 5", "rulebook.toml:6:1"),
        ("rules.T-04.grace = 1.5", "rulebook.toml:6:12"),
        ('[rules.T-01]\ncolour = "red"', "rulebook.toml:7:1"),
        ('[rules.T-01]\ncolour = { yellow = "red", blue = "red" }', "rulebook.toml:7:28"),
        ('[rules.T-01]\nmode = { yellow = "later" }', "rulebook.toml:7:10"),
        ('[rules."T-01"]\ncounting_mode = "hours"', "rulebook.toml:7:1"),
        ("[rules.P-13]\nper_month = 0", "rulebook.toml:7:1"),
        ("[rules.T-11]\napprover_levels = [3]", "rulebook.toml:7:1"),
        ("[rules.A-01]\ncount = 0", "rulebook.toml:7:1"),
        ("[rules.A-05]\nalpha_percent = 101", "rulebook.toml:7:1"),
        ('[rules.B-05]\nenabled = false\ncolour = "red"', "rulebook.toml:8:1"),
        ("[rules.T-04]\nenabled = 0", "rulebook.toml:7:1"),
        ("[lint]\ncatch_al = []", "rulebook.toml:7:1"),
        ('[lint]\ncatch_all = "其他"', "rulebook.toml:7:1"),
        ("name = 'twice'", "rulebook.toml:6:15"),
        ("= 3", "rulebook.toml:6:1"),
    ],
)
def test_a_wrong_setting_is_named_where_its_key_stands(addition: str, place: str) -> None:
    assert places(changed(rulebook=f"{HEAD}{addition}\n")) == [place]


@pytest.mark.parametrize(
    ("addition", "line"),
    [
        (
            '[rules.T-03]\nwarn_days = "5 days"',
            'found rules.T-03.warn_days "5 days", expected a whole number of working days from 0 to 36500',
        ),
        (
            "[rules.T-03]\nwarn_days = 2.5",
            "found rules.T-03.warn_days 2.5, expected a whole number of working days from 0 to 36500",
        ),
        (
            '[rules.P-13]\nlag_hours = "24h"',
            'found rules.P-13.lag_hours "24h", expected a whole number of hours from 1 to 36500',
        ),
        (
            "[rules.P-14]\nlast_percent = 0.2",
            "found rules.P-14.last_percent 0.2, expected a whole number of percent from 1 to 100",
        ),
        (
            '[rules.T-01]\nN = "five"',
            'found rules.T-01.N "five", expected a whole number of working days from 1 to 36500',
        ),
        (
            "[rules.T-77]\nenabled = true",
            "found rule T-77, expected the id of a rule such as T-04",
        ),
    ],
)
def test_a_parameter_of_the_wrong_unit_is_told_which_unit_is_meant(addition: str, line: str) -> None:
    (told,) = lines(changed(rulebook=f"{HEAD}{addition}\n"))

    assert told.partition(": ")[2] == line


def test_every_parameter_that_counts_something_says_what() -> None:
    plain = {
        name for spec in RULES.values() for name, each in spec.parameters.items() if type(each.default) is int
    }

    assert plain - UNITS.keys() == {"max_count", "per_month", "threshold", "count", "times"}


def test_a_scope_may_name_what_no_register_lists() -> None:
    head, rows = FULL["deviations.csv"].splitlines()[0], "T-01,dept:WHOEVER;case:C-1,y,z,2026-01-01\n"
    files = {"rulebook.toml": HEAD, "items.csv": ITEMS, "deviations.csv": f"{head}\n{rows}"}

    assert load_files("", encoded(files)).rulebook.deviations[0].scope == "dept:WHOEVER;case:C-1"


def test_an_unreadable_register_does_not_make_every_scope_a_mistake() -> None:
    deviations = FULL["deviations.csv"] + "T-01,dept:ZJ,y,z,2026-01-01\n"

    assert places(changed(units="", deviations=deviations)) == ["units.csv:1:1"]


@pytest.mark.parametrize(
    ("hours", "right"),
    [
        ('["09:00-12:00", "12:00-17:00"]', True),
        ('["00:00-24:00"]', True),
        ('["09:00-12:00", "11:59-17:00"]', False),
        ('["13:00-17:00", "09:00-12:00"]', False),
        ('["9:00-12:00"]', False),
        ('["12:00-12:00"]', False),
        ('["09:60-12:00"]', False),
        ("[]", False),
        ('"09:00-12:00"', False),
    ],
)
def test_office_hours_are_in_order_and_do_not_overlap(hours: str, right: bool) -> None:
    files = changed(rulebook=HEAD.replace('["09:00-12:00", "13:00-17:00"]', hours))

    if right:
        load_files("", encoded(files))
    else:
        assert places(files) == ["rulebook.toml:5:1"]


@pytest.mark.parametrize("missing", ["name", "version", "valid_from"])
def test_a_head_without_name_version_or_day_is_no_head(missing: str) -> None:
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"{missing} "))

    assert lines(changed(rulebook=head))[0].startswith(f"rulebook.toml:1:1: found no {missing}, expected")


def test_a_missing_column_is_named_and_the_others_are_checked_all_the_same() -> None:
    items = ITEMS.replace("promise_days", "promise").replace(",10,false", ",ten,false")

    assert lines({"rulebook.toml": HEAD, "items.csv": items}) == [
        "items.csv:1:1: found no column promise_days, expected a column promise_days",
        'items.csv:2:11: found legal_days "ten", expected a whole number from 1 to 36500',
    ]


def test_a_column_twice_is_a_mistake() -> None:
    assert places(changed(basis="basis_id,name,valid_from,valid_to,name\nXK,x,,,y\n")) == ["basis.csv:1:5"]


def test_a_row_with_line_breaks_in_a_cell_is_named_where_it_begins() -> None:
    materials = FULL["materials.csv"] + '0001,1,M2,"a\nb",true,perhaps,"c\nd"\n0001,1,M3,x,maybe,false,\n'

    assert places(changed(materials=materials)) == ["materials.csv:4:6", "materials.csv:7:5"]


def test_quotes_that_are_never_closed_are_named_where_the_row_begins() -> None:
    assert places(changed(basis=FULL["basis.csv"] + 'YH,"条例,,\n')) == ["basis.csv:3:1"]


def test_bytes_that_are_no_utf_8_are_named() -> None:
    gbk = ITEMS.encode("gbk")

    assert places({"rulebook.toml": HEAD.encode(), "items.csv": gbk}) == ["items.csv:2:5"]
    in_a_long_cell = (
        FULL["materials.csv"].encode() + '0001,1,M2,混凝土,true,false,"a\nb'.encode() + b'\xb5"\n'
    )
    assert places({**encoded(FULL), "materials.csv": in_a_long_cell}) == ["materials.csv:4:7"]
    assert places({"rulebook.toml": b"name = '\xff'", "items.csv": ITEMS.encode()}) == ["rulebook.toml:1:9"]


def test_an_empty_table_and_absent_files_are_named() -> None:
    assert places({"items.csv": ""}) == ["items.csv:1:1", "rulebook.toml:1:1"]
    assert places({"rulebook.toml": HEAD}) == ["items.csv:1:1"]


def test_an_unreadable_catalogue_does_not_make_every_stage_a_mistake() -> None:
    assert places(changed(items="")) == ["items.csv:1:1"]


def test_departments_are_not_checked_where_there_is_no_register_of_them() -> None:
    load_files("", encoded({"rulebook.toml": HEAD, "items.csv": ITEMS.replace("ZJ", "WHOEVER")}))


def test_cells_that_only_describe_may_be_empty_and_stages_then_keep_the_order_of_the_file() -> None:
    items = f"{ITEM_COLUMNS}\nI,1,2020-01-01,,,,,,,7,,,,,,,\n"
    columns = FULL["stages.csv"].splitlines()[0]
    stages = f"{columns}\nI,1,B,,,,true,,,\nI,1,A,,,,true,,B,2\n"

    (item,) = load_files(
        "", encoded({"rulebook.toml": HEAD, "items.csv": items, "stages.csv": stages})
    ).rulebook.items["I"]

    assert (item.promise_days, item.legal_days, item.free) == (7, None, None)
    assert [stage.stage_code for stage in item.stages.values()] == ["B", "A"]


def test_a_circle_of_stages_is_told_once_and_in_full() -> None:
    stages = FULL["stages.csv"].replace(
        "0001,1,S2,审查,2,review,true,false,S1", "0001,1,S2,审查,2,review,true,false,S4"
    )

    assert lines(changed(stages=stages)) == [
        "stages.csv:5:9: found a circle in after: S2 → S4 → S2, expected an order"
    ]


def test_mistakes_of_several_folders_are_told_together(tmp_path: Path) -> None:
    first = written(tmp_path / "a", changed(basis="basis_id\n"))
    second = written(tmp_path / "b", changed(rulebook=HEAD + "x = 1\n"))

    with pytest.raises(Misuse) as stopped:
        load_rulebooks([first, second])
    told = stopped.value.lines

    assert len(told) == 4
    assert [line.split(":")[0] for line in told] == [f"{first}/basis.csv"] * 3 + [f"{second}/rulebook.toml"]


def test_two_versions_from_one_day_are_a_mistake(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", FULL), written(tmp_path / "b", FULL)

    with pytest.raises(Misuse) as stopped:
        load_rulebooks([first, second])
    assert stopped.value.lines == [
        (
            f"{second}/rulebook.toml:3:1: found valid_from 2026-01-01, as in {first}/rulebook.toml, "
            "expected a day of its own for each version"
        )
    ]


def test_a_path_without_rulebook_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"found no rulebook at .*nowhere, expected a folder"):
        load_rulebook(tmp_path / "nowhere")
    with pytest.raises(Misuse, match=r"rulebook.toml:1:1: found no such file"):
        load_rulebook(tmp_path)
    with pytest.raises(Misuse, match="found no rulebook, expected at least one"):
        load_rulebooks([])


def test_mistakes_in_a_workbook_are_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    files = changed(
        rulebook=HEAD + "[rules.T-04]\ngrace = -1\n[rules.T-99]\nenabled = false\n",
        items=ITEMS.replace(",7,10,", ",0,10,"),
    )
    book = workbook(
        {**files, "calendar.csv": "year,name,date,isOffDay\n2026,x,someday,1\n"}, tmp_path / "city.xlsx"
    )

    with pytest.raises(Misuse) as stopped:
        load_rulebook(book)
    assert [line.split(": found")[0] for line in stopped.value.lines] == [
        f"{book}/calendar:2:3",
        f"{book}/items:2:10",
        f"{book}/rulebook:7:1",
        f"{book}/rulebook:8:1",
    ]


def test_a_file_that_is_no_workbook_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "city.xlsx").write_bytes(b"PK not really")

    with pytest.raises(Misuse, match=r"city.xlsx:1:1: found no workbook"):
        load_rulebook(tmp_path / "city.xlsx")


def test_mistakes_in_the_folders_notices_are_told_with_the_others() -> None:
    assert places({**changed(basis="x\n"), "calendar/2026.json": "{"}) == [
        *["basis.csv:1:1"] * 4,
        "calendar/2026.json:1:2",
    ]
