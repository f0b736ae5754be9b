"""Pages as HTML: templates and style ship with the program, nothing comes from outside, no script runs."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse

from dashboards.html_pages import HEADERS, templates_of
from rules.labels import GRADES, LABELS, grade_of
from streams.citizen.wording import LANGUAGES, SENTENCES


def page(
    template: str,
    language: str,
    status: int = 200,
    extra_headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page in a language (`zh`, `en`), with the headers every page has."""
    html = templates_of("streams.citizen").get_template(template).render(
        t=SENTENCES[language],
        language=language,
        language_tag=LANGUAGES[language],
        other="en" if language == "zh" else "zh",
        style=_style(),
        **values,
    )  # fmt: skip
    return HTMLResponse(
        html, status, headers={**_headers(), "Content-Language": LANGUAGES[language], **(extra_headers or {})}
    )


def redirect(where: str) -> RedirectResponse:
    """On to another page after a form was taken, so that loading it anew sends nothing."""
    return RedirectResponse(where, 303, headers=_headers())


def grades(language: str) -> list[dict[str, Any]]:
    """The five grades, the best first, each with its labels, in a language."""
    place = list(LANGUAGES).index(language)
    return [
        {
            "level": level,
            "name": names[place],
            "labels": [(code, label[place]) for code, label in LABELS.items() if grade_of(code) == level],
        }
        for level, names in sorted(GRADES.items(), reverse=True)
    ]


@cache
def _style() -> str:
    return (files("streams.citizen") / "templates" / "style.css").read_text("utf-8")


@cache
def _headers() -> Mapping[str, str]:
    """Nothing from elsewhere, no script, no frame, no referrer, no search engine, no copy kept."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        **HEADERS,
        "Vary": "Accept-Language",
    }
