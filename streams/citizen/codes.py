"""QR codes as files, named after what they are about."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from streams.citizen.links import MAX_TOKEN, Link, Signer, WindowLink
from streams.exits import Misuse

_PNG_SCALE = 10
"""Pixels a module: a code of some 60 modules prints at 5 cm with 300 dots an inch."""

_UNSAFE = re.compile(r"[^\w.-]+")


class Address(NamedTuple):
    """Where a link leads, typed or tapped (`url`), and from a QR code (`code_url`)."""

    link: Link
    url: str
    code_url: str


def address_of(signer: Signer, base: str, link: Link) -> Address:
    """The addresses of a link under `base`, such as https://hp.example.gov.cn. Raises Misuse where it is too long."""
    token = signer.token(link)
    if len(token) > MAX_TOKEN:
        raise Misuse(
            f"{link[0]}, {link[1]}: found a link of {len(token)} characters, expected at most {MAX_TOKEN}: "
            "leave out what the page can do without, or shorten it."
        )
    if isinstance(link, WindowLink):
        return Address(link, f"{base}/w/{token}", f"{base}/w/{token}")
    return Address(link, f"{base}/r/{token}", f"{base}/q/{token}")


def write_codes(addresses: Sequence[Address], folder: Path, ending: str) -> list[Path]:
    """One QR code a link in the folder, as `png` or `svg`; the files. Raises Misuse where it cannot be written."""
    import segno

    written = []
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for address, stem in zip(addresses, _stems(addresses), strict=True):
            file = folder / f"{stem}.{ending}"
            segno.make_qr(address.code_url, error="m").save(str(file), scale=_PNG_SCALE, border=4)
            written.append(file)
    return written


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Misuse(
            f"{error.filename or folder}: {error.strerror}; expected a folder to write QR codes to."
        ) from error


def _stems(addresses: Sequence[Address]) -> list[str]:
    """File names without ending; of two that come out alike the later gets a number."""
    stems: list[str] = []
    seen: dict[str, int] = {}
    for address in addresses:
        stem = _stem(address.link)
        seen[stem] = seen.get(stem, 0) + 1
        stems.append(stem if seen[stem] == 1 else f"{stem}-({seen[stem]})")
    return stems


def _stem(link: Link) -> str:
    parts = ("window", link.dept_code, link.window_no) if isinstance(link, WindowLink) else link[:2]
    return _UNSAFE.sub("_", "-".join(str(part) for part in parts)).strip(".") or "link"
