"""The demo's table of the four counters: shares are cut, never rounded up to what is not whole."""

import io

from rich.console import Console

from streams.up import show


def shown(**numbers: int) -> str:
    """The line of one counter."""
    out = Console(file=io.StringIO(), width=120)
    show.counters(out, [{"counter": "investigated", "kind": "card", **numbers}])
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue().splitlines()[-1]


def test_what_is_missing_is_shown_beside_what_is_done() -> None:
    assert shown(total=122, done=89, missing=33).split() == [
        "investigated", "已调查", "card", "122", "89", "33", "72.95",
    ]  # fmt: skip


def test_nearly_all_is_not_all() -> None:
    assert shown(total=20_001, done=20_000, missing=1).split()[-1] == "99.99"
    assert shown(total=3, done=3, missing=0).split()[-2:] == ["–", "100.00"]


def test_where_there_is_nothing_no_share_is_claimed() -> None:
    assert shown(total=0, done=0, missing=0).split()[-3:] == ["–", "–", "–"]
