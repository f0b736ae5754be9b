"""Signed links: what a rating link or a window's code says, and how it is told from a forged one.

A link says which service is rated and until when it is good, never who was served. It is signed with a key derived
from the deployment's, so that every process of a deployment takes it and nobody else can make one.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from streams.privacy import Key

MAX_TOKEN = 1024
"""Characters; what is longer is no link of ours."""


class ServiceLink(NamedTuple):
    """One service of one case. `expires` and `service_time` in ms UTC; the first instant it is no longer good."""

    case_no: str
    service_number: str
    expires: int
    dept_code: str | None = None
    item_code: str | None = None
    window_no: str | None = None
    staff_id: str | None = None
    region_code: str | None = None
    service_time: int | None = None


class WindowLink(NamedTuple):
    """A window's standing code; `expires` in ms UTC, None = as long as the deployment's key."""

    window_no: str
    dept_code: str
    expires: int | None = None
    region_code: str | None = None


Link = ServiceLink | WindowLink


class Form(NamedTuple):
    """What a page hands out with its form: for which link and assess number, when (ms UTC), and a random word.

    A form sent twice is so the same rating with the same time, and one made up elsewhere is none.
    """

    link_digest: str
    assess_number: int
    shown_at: int
    nonce: str


class Refused(Exception):
    """No link or form of this deployment. Forged, cut off and made up are one answer."""


class Expired(Exception):
    """A link that was good."""


class Signer:
    """Makes and reads links and forms of one deployment."""

    def __init__(self, key: Key) -> None:
        secret = key.secret_for("citizen links")
        self._links = _serializer(secret, b"link")
        self._forms = _serializer(secret, b"form")

    def token(self, link: Link) -> str:
        """The link as text for an address: letters, digits, `-`, `_` and `.`."""
        kind = "w" if isinstance(link, WindowLink) else "s"
        return _text(self._links.dumps([kind, *_trimmed(link)]))

    def read(self, token: str, now: int) -> Link:
        """The link in a token; `now` in ms UTC. Raises Refused, Expired."""
        if len(token) > MAX_TOKEN:
            raise Refused
        link = _link(_loads(self._links, token))
        if link.expires is not None and link.expires <= now:
            raise Expired
        return link

    def form(self, form: Form) -> str:
        """The form's hidden field."""
        return _text(self._forms.dumps(list(form)))

    def read_form(self, text: str) -> Form:
        """The form in a hidden field. Raises Refused."""
        if len(text) > MAX_TOKEN:
            raise Refused
        return Form(*_loads(self._forms, text))


def digest_of(token: str) -> str:
    """What binds a form to its link, and names a link where it must not be told: 16 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def _serializer(secret: bytes, purpose: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})


def _text(made: str | bytes) -> str:
    return made if isinstance(made, str) else made.decode()


def _loads(serializer: URLSafeSerializer, text: str) -> Any:
    try:
        return serializer.loads(text)
    except (BadData, ValueError):
        raise Refused from None


def _link(said: Sequence[Any]) -> Link:
    kind, *fields = said
    return WindowLink(*fields) if kind == "w" else ServiceLink(*fields)


def _trimmed(link: Link) -> list[Any]:
    """Without the empty fields at the end: a shorter link is a QR code with larger squares."""
    fields = list(link)
    while fields[-1] is None:
        fields.pop()
    return fields
