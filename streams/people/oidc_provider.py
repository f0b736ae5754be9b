"""Talking to an OpenID provider: its discovery document, its signing keys, its token endpoint."""

import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from streams.exits import Unavailable
from streams.people.jwt import BadToken, public_key
from streams.people.oidc_settings import OidcSettings, is_safe

SECONDS = 10.0
_MOST_BYTES = 1 << 20
_FRESH_SECONDS, _KEYS_AGAIN_SECONDS = 3_600.0, 30.0


class Metadata(NamedTuple):
    """What of the discovery document is used."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Provider:
    """One provider. Its document is kept for an hour; its keys until a token names one that is not among them."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings, self._secret = settings, settings.secret()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[Any]] | None = None

    async def metadata(self) -> Metadata:
        """Where its endpoints are. Raises Unavailable where it does not say, or says something else than it must."""
        if self._metadata is None or time.monotonic() - self._metadata[0] > _FRESH_SECONDS:
            self._metadata = (time.monotonic(), await self._discover())
        return self._metadata[1]

    async def key(self, key_id: str | None) -> RSAPublicKey:
        """The signing key of that id, fetched again where it is not known. Raises BadToken, Unavailable."""
        key = public_key(self._keys[1], key_id) if self._keys else None
        if key is None and (self._keys is None or time.monotonic() - self._keys[0] > _KEYS_AGAIN_SECONDS):
            found = await self._get((await self.metadata()).jwks_uri)
            keys = found.get("keys")
            self._keys = (time.monotonic(), keys if isinstance(keys, list) else [])
            key = public_key(self._keys[1], key_id)
        if key is None:
            raise BadToken("signed with a key the provider does not publish")
        return key

    async def id_token(self, code: str, verifier: str) -> str:
        """The ID token for an authorization code, which is good once. Raises BadToken where the code is not good."""
        endpoint = (await self.metadata()).token_endpoint
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_uri,
            "client_id": self._settings.client_id,
            "code_verifier": verifier,
        }
        status, answer = await self._ask("POST", endpoint, form)
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            raise BadToken("the provider does not take the code")
        return token

    async def _discover(self) -> Metadata:
        issuer = self._settings.issuer
        found = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        places = [found.get(name) for name in Metadata._fields]
        if found.get("issuer") != issuer or not all(
            isinstance(each, str) and is_safe(each) for each in places
        ):
            raise Unavailable(
                f"OpenID provider {issuer}: found a discovery document of {found.get('issuer')!r}, expected this very "
                f"issuer with {', '.join(Metadata._fields)} at https:// addresses."
            )
        return Metadata(*map(str, places))

    async def _get(self, address: str) -> Mapping[str, Any]:
        status, found = await self._ask("GET", address)
        if status != 200:
            raise Unavailable(f"OpenID provider at {address}: found status {status}, expected 200.")
        return found

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON object of an answer; redirects are not followed. Raises Unavailable."""
        headers = {} if form is None else self._login()
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers=headers) as client,
                client.request(method, address, data=form, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(_MOST_BYTES)
                return answer.status, msgspec.json.decode(body, type=dict[str, Any])
        except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError) as error:
            raise Unavailable(
                f"OpenID provider at {address} does not answer as it should ({error})."
            ) from error

    def _login(self) -> dict[str, str]:
        """Who we are, as RFC 6749 2.3.1 has it; nothing for a public client."""
        if self._secret is None:
            return {}
        pair = f"{quote(self._settings.client_id, safe='')}:{quote(self._secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
