"""The one font of the notices: shipped with the program, checked, and asked which characters it has.

The fonts of the machine are never looked at, so a notice has the same bytes everywhere. The font is unpacked for as
long as it is needed: typst reads fonts from a folder only.
"""

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from struct import unpack_from
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from streams.exits import Unavailable

if TYPE_CHECKING:
    import typst

FAMILY = "Noto Serif SC"
FONT_FILE = "NotoSerifSC-Regular.ttf.xz"
SHA256 = "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"
"""Of the unpacked font, as its publisher gave it out (deploy/fonts/README.md)."""


@cache
def font_bytes() -> bytes:
    """The font, TrueType. Raises Unavailable where the installation lacks it or it is another."""
    package = Path(__file__).resolve().parent.parent
    places = [package / "deploy" / "fonts" / FONT_FILE, package.parent / "deploy" / "fonts" / FONT_FILE]
    place = next((each for each in places if each.is_file()), None)
    if place is None:
        raise Unavailable(
            f"the installation is not whole: no font in {' or '.join(map(str, places))}; install again."
        )
    try:
        content = lzma.decompress(place.read_bytes())
    except lzma.LZMAError:
        content = b""
    if sha256(content).hexdigest() != SHA256:
        raise Unavailable(f"{place}: found another font than {FAMILY} as it was shipped; install again.")
    return content


@contextmanager
def fonts() -> Iterator["typst.Fonts"]:
    """The font for typst and no other, while the block runs. Raises Unavailable where there is no room for it."""
    import typst

    try:
        with TemporaryDirectory(prefix="liangpai-font-") as folder:
            (Path(folder) / "font.ttf").write_bytes(font_bytes())
            yield typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    except OSError as error:
        raise Unavailable(f"found no room to unpack the font of the notices ({error.strerror})") from error


@cache
def characters() -> frozenset[int]:
    """The code points that the font can show."""
    content = font_bytes()
    table = _table(content, b"cmap")
    (count,) = unpack_from(">H", content, table + 2)
    subtables = [unpack_from(">HHL", content, table + 4 + 8 * number) for number in range(count)]
    return frozenset(
        code
        for *_, offset in subtables
        for start, end in _groups(content, table + offset)
        for code in range(start, end + 1)
    )


def _table(content: bytes, name: bytes) -> int:
    (count,) = unpack_from(">H", content, 4)
    rows = (unpack_from(">4sLLL", content, 12 + 16 * number) for number in range(count))
    return int(next(offset for tag, _, offset, _ in rows if tag == name))


def _groups(content: bytes, subtable: int) -> Iterator[tuple[int, int]]:
    """The runs of code points (both ends inclusive) of a subtable of format 12, which has the whole of Unicode."""
    if unpack_from(">H", content, subtable) != (12,):
        return
    (count,) = unpack_from(">L", content, subtable + 12)
    for number in range(count):
        start, end, _ = unpack_from(">LLL", content, subtable + 16 + 12 * number)
        yield start, end
