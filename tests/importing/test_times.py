"""Times of other systems: zones, clock changes, formats."""

from zoneinfo import ZoneInfo

import pytest

from streams.importing.rows import Cell
from streams.importing.times import NoTime, TimeReader

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def reader(*formats: str, zone: ZoneInfo = AMSTERDAM) -> TimeReader:
    return TimeReader(zone, formats or ("iso",))


def read(cell: Cell, *formats: str) -> str:
    times = reader(*formats)
    return times.text(times.read(cell))


@pytest.mark.parametrize(
    ("cell", "formats", "expected"),
    [
        ("2026-07-01 10:00", (), "2026-07-01T10:00:00.000+02:00"),
        ("2026-01-01 10:00", (), "2026-01-01T10:00:00.000+01:00"),
        ("2026-01-01T10:00:00.9999Z", (), "2026-01-01T11:00:00.999+01:00"),
        ("2026-01-01", (), "2026-01-01T00:00:00.000+01:00"),
        ("31.12.2025 23:59", ("%d.%m.%Y %H:%M",), "2025-12-31T23:59:00.000+01:00"),
        ("2026年1月5日", ("%d.%m.%Y", "%Y年%m月%d日"), "2026-01-05T00:00:00.000+01:00"),
        (46027.4375, ("excel",), "2026-01-05T10:30:00.000+01:00"),
        ("46027", ("iso", "excel"), "2026-01-05T00:00:00.000+01:00"),
        (1767607200, ("unix",), "2026-01-05T11:00:00.000+01:00"),
        ("1767607200123", ("unix_ms",), "2026-01-05T11:00:00.123+01:00"),
    ],
)
def test_a_time_is_read_in_each_format_and_written_with_the_offset_of_the_zone(
    cell: Cell, formats: tuple[str, ...], expected: str
) -> None:
    assert read(cell, *formats) == expected


def test_a_local_time_the_clocks_skip_is_no_time() -> None:
    assert read("2026-03-29 01:59:59") == "2026-03-29T01:59:59.000+01:00"
    assert read("2026-03-29 03:00:00") == "2026-03-29T03:00:00.000+02:00"
    with pytest.raises(NoTime, match=r"local time of Europe/Amsterdam \(the clocks skip this one\)"):
        read("2026-03-29 02:00:00")


def test_a_local_time_that_comes_twice_is_the_first_and_is_counted() -> None:
    times = reader()

    assert times.text(times.read("2026-10-25 02:30:00")) == "2026-10-25T02:30:00.000+02:00"
    assert times.text(times.read("2026-10-25 03:00:00")) == "2026-10-25T03:00:00.000+01:00"
    assert times.text(times.read("2026-10-25 02:30:00+01:00")) == "2026-10-25T02:30:00.000+01:00"
    assert times.repeated == 1


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    assert read("1920-06-01 12:00:00").endswith("+00:00")


@pytest.mark.parametrize(
    "cell", ["", None, "yesterday", "2026-02-30", "46027", "2026", True, "9999-99-99", "12:30"]
)
def test_what_is_no_time_says_what_was_expected(cell: Cell) -> None:
    with pytest.raises(NoTime, match="a time as ISO 8601 such as"):
        read(cell)


@pytest.mark.parametrize("cell", [1e300, "nan", "inf", "-1e18"])
def test_numbers_no_calendar_holds_are_no_time(cell: Cell) -> None:
    with pytest.raises(NoTime):
        read(cell, "excel", "unix", "unix_ms")


def test_texts_in_which_a_later_format_reads_another_time_are_counted_once_each() -> None:
    times = reader("%d/%m/%Y", "%m/%d/%Y")
    days = ("03/04/2026", "03/04/2026", "04/04/2026", "10/17/2026", "17/10/2026")

    found = [times.text(times.read(day))[:10] for day in days]

    assert found == ["2026-04-03", "2026-04-03", "2026-04-04", "2026-10-17", "2026-10-17"]
    assert times.ambiguous == 1
