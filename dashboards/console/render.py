"""Templates and files of the console: they ship with the program, nothing comes from outside."""

import gzip
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from dashboards import html_pages
from dashboards.console.wording import LANGUAGES, sentences

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # With no-referrer browsers would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    **html_pages.HEADERS,
}
"""What every page is sent with: nothing from elsewhere, no script but the files beside it, no frame, no copy kept."""

_STYLE: Mapping[str, str] = {"console.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
SCRIPTS: Mapping[str, str] = dict.fromkeys(
    ("htmx.min.js", "echarts.common.min.js", "console.js"), "text/javascript; charset=utf-8"
)
"""In the order in which a page names them; the first two come by npm when a checkout or a wheel is made."""


def _there(name: str) -> bool:
    return (files("dashboards.console") / "static" / name).is_file()


HAS_SCRIPTS = all(map(_there, SCRIPTS))
"""All of them or none: without npm the pages do without."""

STATIC: Mapping[str, str] = {**_STYLE, **(SCRIPTS if HAS_SCRIPTS else {})}
"""The files beside the pages, with their media types."""


def render(template: str, lang: int, **values: Any) -> str:
    """A page in a language (0 Chinese, 1 English); every value is shown as text, whatever it holds."""
    return html_pages.templates_of("dashboards.console").get_template(template).render(
        t=sentences(lang), lang=lang, language_tag=LANGUAGES[lang], version=_version(),
        scripts=tuple(SCRIPTS) if HAS_SCRIPTS else (), **values
    )  # fmt: skip


@cache
def static_file(name: str) -> bytes:
    """A file of `STATIC`."""
    return (files("dashboards.console") / "static" / name).read_bytes()


@cache
def packed_file(name: str) -> bytes:
    """The same as gzip, for browsers that take it: a network of an office is no faster than others."""
    return gzip.compress(static_file(name), mtime=0)


@cache
def _version() -> str:
    """In the addresses of files, so that a browser takes new ones when they have changed."""
    return sha256(b"".join(static_file(name) for name in STATIC)).hexdigest()[:12]
