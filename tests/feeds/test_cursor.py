"""A cursor is good for its own feed and deployment, and cannot be made or changed by its holder."""

import pytest

from streams.feeds.cursor import WrongCursor, read, written

SECRET, OTHER = b"s" * 32, b"o" * 32


def test_a_cursor_says_where_its_feed_was() -> None:
    assert read(SECRET, "discipline", written(SECRET, "discipline", [3, 0, 12_345_678_901]), 3) == [
        3,
        0,
        12_345_678_901,
    ]


@pytest.mark.parametrize(
    ("secret", "feed", "partitions"),
    [(SECRET, "heads", 3), (SECRET, "disciplin", 3), (OTHER, "discipline", 3), (SECRET, "discipline", 2)],
)
def test_it_is_refused_for_another_feed_by_another_deployment_and_for_other_partitions(
    secret: bytes, feed: str, partitions: int
) -> None:
    with pytest.raises(WrongCursor):
        read(secret, feed, written(SECRET, "discipline", [1, 2, 3]), partitions)


@pytest.mark.parametrize("text", ["", "x", "ä", "=" * 40, "A" * 30, "[1,2,3]", "\x00"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(WrongCursor):
        read(SECRET, "discipline", text, 3)


def test_a_changed_character_anywhere_is_refused() -> None:
    cursor = written(SECRET, "discipline", [10, 20, 30])
    for at, character in enumerate(cursor):
        changed = cursor[:at] + ("A" if character != "A" else "B") + cursor[at + 1 :]
        try:
            assert read(SECRET, "discipline", changed, 3) == [10, 20, 30]  # bits that base64 does not use
            assert at == len(cursor) - 1
        except WrongCursor:
            pass
