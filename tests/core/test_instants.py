"""Instants on a command line: RFC 3339 with an offset; what is less is refused with an example that works."""

import pytest

from streams.exits import Misuse
from streams.instants import parse_instant


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02+08:00", "2026-03-02Z", "2026-03-02T10:00:00"])
def test_the_example_for_a_date_or_a_time_without_offset_is_taken(text: str) -> None:
    with pytest.raises(Misuse) as refused:
        parse_instant(text, "--until")

    said = str(refused.value)
    assert said.startswith(f"--until: found {text!r} without ")
    assert parse_instant(said.rpartition(" ")[2], "--until") in (1772380800000, 1772416800000)


@pytest.mark.parametrize("text", ["2026-13-02", "2026-02-30+08:00", "tomorrow", ""])
def test_what_is_no_date_at_all_is_shown_what_a_time_looks_like(text: str) -> None:
    with pytest.raises(Misuse, match=r"such as 2026-01-05T10:00:00\+08:00"):
        parse_instant(text, "--until")


@pytest.mark.parametrize(
    "text", ["2026-03-02T00:00:00+08:00", "2026-03-02 00:00+08:00", "2026-03-01T16:00:00Z"]
)
def test_a_time_with_an_offset_is_taken(text: str) -> None:
    assert parse_instant(text, "--until") == 1772380800000
