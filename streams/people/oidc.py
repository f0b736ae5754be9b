"""Identity by OpenID Connect: the authorization code flow with PKCE.

The provider says who somebody is. Roles and units in its token are not looked at.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeSerializer

from streams.people.identity import NotProven, Proven
from streams.people.jwt import BadToken, Expected, taken_apart, verified
from streams.people.oidc_provider import Provider
from streams.people.oidc_settings import OidcSettings

PENDING_SECONDS = 600
NOT_STARTED = "sign_in_not_started_here"
NOT_TAKEN = "provider_answer_not_valid"


class Errand(NamedTuple):
    """A sign-in on its way: where to send the browser, and what it must bring back with the answer (as a cookie)."""

    address: str
    pending: str


class _Pending(NamedTuple):
    state: str
    nonce: str
    verifier: str
    until: int


class OidcIdentity:
    """Given `code` and `state` as the provider sent them, and `pending` as `start` made it. `clock` in ms UTC."""

    def __init__(self, settings: OidcSettings, secret: bytes, clock: Callable[[], int]) -> None:
        self._settings, self._clock = settings, clock
        self._provider = Provider(settings)
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._signer = URLSafeSerializer(secret, salt="oidc pending", signer_kwargs=options)

    async def start(self) -> Errand:
        """Begin a sign-in. Raises Unavailable where the provider is not there."""
        endpoint = (await self._provider.metadata()).authorization_endpoint
        until = self._clock() + PENDING_SECONDS * 1000
        pending = _Pending(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), until
        )
        question = urlencode(
            {
                "response_type": "code",
                "client_id": self._settings.client_id,
                "redirect_uri": self._settings.redirect_uri,
                "scope": " ".join(self._settings.scopes),
                "state": pending.state,
                "nonce": pending.nonce,
                "code_challenge": _challenge(pending.verifier),
                "code_challenge_method": "S256",
            }
        )
        joined = f"{endpoint}{'&' if '?' in endpoint else '?'}{question}"
        return Errand(joined, self._signer.dumps(list(pending)))

    async def prove(self, given: Mapping[str, str]) -> Proven:
        """Raises NotProven where this is not the provider's answer to that sign-in; Unavailable without provider."""
        pending = self._read(given.get("pending", ""))
        code, state = given.get("code", ""), given.get("state", "")
        if pending is None or not code or not hmac.compare_digest(state.encode(), pending.state.encode()):
            raise NotProven(NOT_STARTED)
        try:
            signed = taken_apart(await self._provider.id_token(code, pending.verifier))
            expected = Expected(
                self._settings.issuer, self._settings.client_id, pending.nonce, self._clock() / 1000
            )
            claims = verified(signed, await self._provider.key(signed.key_id), expected)
        except BadToken as error:
            raise NotProven(NOT_TAKEN) from error
        staff_id = claims.get(self._settings.claim)
        if not isinstance(staff_id, str) or not staff_id.strip():
            raise NotProven(NOT_TAKEN)
        return Proven(staff_id)

    def _read(self, text: str) -> _Pending | None:
        try:
            pending = _Pending(*self._signer.loads(text))
        except (BadData, TypeError):
            return None
        return pending if self._clock() < pending.until else None


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
