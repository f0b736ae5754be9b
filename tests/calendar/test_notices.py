"""Notice files with mistakes: each is named with file, line and column, all at once."""

from pathlib import Path

import pytest

from streams.calendar_source import calendar_from_files, load_calendar_folder
from streams.exits import Misuse

WRONG = """{
  "year": 2031,
  "papers": [],
  "days": [
    {"name": "元旦", "date": "2031-01-01", "isOffDay": true},
    {"name": "", "date": "2031-01-02", "isOffDay": true},
    {"name": "元旦", "date": "2031-13-02", "isOffDay": true},
    {"name": "元旦",
     "date": "2031-01-03", "isOffDay": "yes"},
    {"name": "元旦", "date": "2031-01-01", "isOffDay": false},
    {"name": "元旦", "date": "2029-01-01", "isOffDay": false}
  ]
}"""


def places(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(Misuse) as stopped:
        calendar_from_files(files)
    return [line.split(": found")[0] for line in stopped.value.lines]


def test_each_mistake_in_a_notice_is_named_with_its_line_and_column() -> None:
    assert places({"2031.json": WRONG.encode()}) == [
        "2031.json:6:6",
        "2031.json:7:20",
        "2031.json:9:28",
        "2031.json:10:20",
        "2031.json:11:20",
    ]


def test_mistakes_of_all_files_are_told_at_once() -> None:
    files = {"a.json": b"{", "b.json": b"\xb5\xa5", "c.json": b"[1]", "d.json": b'{"days": 3}'}

    assert places(files) == ["a.json:1:2", "b.json:1:1", "c.json:1:1", "d.json:1:1", "d.json:1:2"]


def test_two_notices_for_one_year_are_a_mistake_and_the_later_file_is_named() -> None:
    notice = b'{"year": 2031, "papers": [], "days": []}'

    assert places({"a.json": notice, "b.json": notice}) == ["b.json:1:1"]


def test_a_byte_order_mark_is_fine() -> None:
    notice = '{"year": 2031, "days": [{"name": "元旦", "date": "2031-01-01", "isOffDay": true}]}'

    assert "2031" in calendar_from_files({"a.json": b"\xef\xbb\xbf" + notice.encode()}).version


def test_a_folder_without_notices_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"found no \*\.json in .*, expected a folder of notices"):
        load_calendar_folder(tmp_path)
