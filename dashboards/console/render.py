"""Templates and files of the console: they ship with the program, nothing comes from outside, no script runs."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboards.console.wording import LANGUAGES, sentences

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # With no-referrer browsers would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""What every page is sent with: nothing from elsewhere, no script, no frame, no copy kept."""

STATIC: Mapping[str, str] = {"console.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
"""The files beside the pages, with their media types."""


def render(template: str, lang: int, **values: Any) -> str:
    """A page in a language (0 Chinese, 1 English); every value is shown as text, whatever it holds."""
    return _environment().get_template(template).render(
        t=sentences(lang), lang=lang, language_tag=LANGUAGES[lang], version=_version(), **values
    )  # fmt: skip


@cache
def static_file(name: str) -> bytes:
    """A file of `STATIC`."""
    return (files("dashboards.console") / "static" / name).read_bytes()


@cache
def _version() -> str:
    """In the addresses of files, so that a browser takes new ones when they have changed."""
    return sha256(b"".join(static_file(name) for name in STATIC)).hexdigest()[:12]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dashboards.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
