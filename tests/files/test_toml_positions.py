"""Where keys stand in a TOML text."""

from streams.toml_positions import key_positions, nearest

TEXT = '''# a comment with = and [brackets]
a.b = 1
text = """
not = "a key"
""" # after
list = [
  { x = "}", "quoted key" = 'it''s not' },
  [1, 2], # two
]
[table."x.y"]
k = 'v'
[[row]]
name = "one"
[row.data]
f = { column = "c", list = ["p", "q"] }
[[row]]
  name = "two"
'''.replace("'it''s not'", "'its not'")


def test_each_key_header_and_element_is_found_by_its_path() -> None:
    places = key_positions(TEXT)

    assert {path: place for path, place in places.items() if path[0] in {"a", "text", "table"}} == {
        ("a",): (2, 1),
        ("a", "b"): (2, 3),
        ("text",): (3, 1),
        ("table",): (10, 2),
        ("table", "x.y"): (10, 8),
        ("table", "x.y", "k"): (11, 1),
    }
    assert places["list", 0, "x"] == (7, 5)
    assert places["list", 0, "quoted key"] == (7, 14)
    assert places["list", 1, 1] == (8, 7)
    assert places["row", 0] == (12, 3)
    assert places["row", 0, "data", "f", "list", 1] == (15, 34)
    assert places["row", 1, "name"] == (17, 3)


def test_a_path_that_is_not_written_gives_the_place_of_what_holds_it() -> None:
    places = key_positions(TEXT)

    assert nearest(places, ("row", 0, "data", "f", "table", "codes")) == (15, 1)
    assert nearest(places, ("row", 1, "type")) == (16, 3)
    assert nearest(places, ("zone",)) == (1, 1)


def test_windows_line_ends_count_as_one_line() -> None:
    assert key_positions('a = 1\r\n\r\nb = """x\r\ny"""\r\nc = 2')[("c",)] == (5, 1)
