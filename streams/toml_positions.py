"""Where each key of a TOML text stands, so that a mistake can be shown as FILE:LINE:COLUMN.

The text has been accepted by tomllib already; so this never judges.
"""

import tomllib

Path = tuple[str | int, ...]
Place = tuple[int, int]
Step = tuple[str, int]


def key_positions(text: str) -> dict[Path, Place]:
    """Line and column, both from 1, of every key, table header and array element, by its path."""
    return _Scanner(text).scan()


def nearest(places: dict[Path, Place], path: Path) -> Place:
    """The place of the path, else of the innermost part of it that is written; (1, 1) for the file itself."""
    found: Path = ()
    for step in path:
        if (*found, step) in places:
            found = (*found, step)
    return places.get(found, (1, 1))


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.at = 0
        self.places: dict[Path, Place] = {}
        self.lengths: dict[Path, int] = {}  # arrays of tables: how many elements so far

    def scan(self) -> dict[Path, Place]:
        table: Path = ()
        while self._skip_blank(newlines=True):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.places

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        path = self._resolved(self._key(), is_array)
        self.at = self.text.index("]", self.at) + (2 if is_array else 1)
        return path

    def _resolved(self, steps: list[Step], is_array: bool) -> Path:
        """Steps through an array of tables mean its newest element; `[[…]]` opens one more."""
        path: Path = ()
        for number, (step, start) in enumerate(steps, 1):
            path = (*path, step)
            self._note(path, start)
            if is_array and number == len(steps):
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
                self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for step, start in self._key():
            path = (*path, step)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[Step]:
        """A dotted key, bare or quoted, each part with where it begins; leaves the reader on what follows it."""
        steps: list[Step] = []
        while True:
            self._skip_blank(newlines=False)
            start = self.at
            if self.text[start] in "\"'":
                self._string()
                steps.append((str(tomllib.loads(f"k = {self.text[start : self.at]}")["k"]), start))
            else:
                while self.text[self.at] not in " \t.=]\n":
                    self.at += 1
                steps.append((self.text[start : self.at], start))
            self._skip_blank(newlines=False)
            if self.text[self.at] != ".":
                return steps
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip_blank(newlines=False)
        first = self.text[self.at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            while self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip_blank(newlines=True) and self.text[self.at] != "]":
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            if self._skip_blank(newlines=True) and self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_blank(newlines=True) and self.text[self.at] != "}":
            self._pair(path)
            if self._skip_blank(newlines=True) and self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        while (
            len(mark) == 3 and self.text[self.at] == quote
        ):  # quotes just before the closing three belong inside
            self.at += 1

    def _skip_blank(self, *, newlines: bool) -> bool:
        """Go to the next token; False at the end of the text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                self.at = self.text.index("\n", self.at)
            elif character in " \t" or (newlines and character == "\n"):
                self.at += 1
            else:
                return True
        return False

    def _note(self, path: Path, at: int) -> None:
        line = self.text.count("\n", 0, at) + 1
        self.places.setdefault(path, (line, at - self.text.rfind("\n", 0, at)))
