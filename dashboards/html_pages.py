"""What the pages of the console and those for citizens have in common: how templates are read, and most headers."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

HEADERS: Mapping[str, str] = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""No frame, no search engine, no copy kept; what may be loaded each says for itself."""


@cache
def templates_of(package: str) -> Environment:
    """The templates in a package; a value is shown as text whatever it holds, and a name that is none is a mistake."""
    return Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
