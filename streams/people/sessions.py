"""Sessions: a signed text that a browser keeps as a cookie, or a program sends as a bearer token.

Nothing of a session is kept here but that it was ended before its time, so that signing out holds after a restart.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from streams.people.files import Signature, locked, signature, write_whole

HOURS = 8
"""How long a session lasts unless the deployment says otherwise."""

Kind = Literal["cookie", "token"]
Clock = Callable[[], int]
"""Now, in ms UTC."""


class Session(NamedTuple):
    """One signed-in person on one machine. Instants in ms UTC; it is over from `until` on."""

    id: str
    staff_id: str
    way: str
    opened: int
    until: int


class Sessions:
    """Opens, reads and ends sessions. `secret` is of one purpose only; `ended` is the file of those ended early."""

    def __init__(self, secret: bytes, ended: Path, clock: Clock, hours: float = HOURS) -> None:
        self._secret, self._clock, self._lasts = secret, clock, int(hours * 3_600_000)
        self._ended = _Ended(ended)

    def open(self, staff_id: str, way: str, kind: Kind) -> tuple[Session, str]:
        """A new session and its text. `way`: how the person proved who they are, `local` or `oidc`."""
        now = self._clock()
        session = Session(secrets.token_hex(8), staff_id, way, now, now + self._lasts)
        return session, self._signer(kind).dumps(list(session))

    def read(self, text: str, kind: Kind) -> Session | None:
        """The session of a text of that kind; None where it is not ours, over, or ended."""
        try:
            session = Session(*self._signer(kind).loads(text))
        except (BadData, TypeError):
            return None
        if self._clock() >= session.until or session.id in self._ended.ids():
            return None
        return session

    def end(self, session: Session) -> None:
        """From now on its text is worth nothing."""
        self._ended.add(session, self._clock())

    def csrf_token(self, session: Session) -> str:
        """What a page of ours must send along with a cookie; another site can send the cookie, but not know this."""
        return hmac.digest(self._secret, b"csrf " + session.id.encode(), "sha256").hex()

    def _signer(self, kind: Kind) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._secret, salt=f"session {kind}", signer_kwargs=options)


class _Ended:
    """The ids of sessions ended before their time, in a file, each until it would have been over anyway."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: Signature | None = None
        self._until: dict[str, int] = {}

    def ids(self) -> dict[str, int]:
        found = signature(self._file)
        if found != self._seen:
            self._until = {} if found is None else json.loads(self._file.read_bytes())
            self._seen = found
        return self._until

    def add(self, session: Session, now: int) -> None:
        with locked(self._file):
            kept = {name: until for name, until in self.ids().items() if until > now}
            kept[session.id] = session.until
            write_whole(self._file, json.dumps(kept).encode())
