"""ID tokens: a signature checked with the provider's published key, then the claims (OpenID Connect Core 3.1.3.7).

RS256 only, which every provider must be able to do; a token that names another algorithm is refused.
"""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM = "RS256"
LEEWAY_SECONDS = 60
_SHORTEST_KEY = 2048


class BadToken(Exception):
    """The token is none, or not for us."""


class Expected(NamedTuple):
    """What the claims must say. `now` in seconds since 1970 UTC."""

    issuer: str
    client_id: str
    nonce: str
    now: float


class Signed(NamedTuple):
    """A token taken apart; nothing of it is true before `verified`."""

    key_id: str | None
    message: bytes
    signature: bytes
    claims: Mapping[str, Any]


def taken_apart(token: str) -> Signed:
    """The parts of a compact JWS. Raises BadToken where it is none, or signed in another way than RS256."""
    parts = token.split(".")
    if len(parts) != 3:
        raise BadToken("not three parts")
    header, claims = _json(parts[0]), _json(parts[1])
    if header.get("alg") != ALGORITHM or "crit" in header:
        raise BadToken(f"signed with {header.get('alg')!r}, expected {ALGORITHM}")
    key_id = header.get("kid")
    message = f"{parts[0]}.{parts[1]}".encode()
    return Signed(key_id if isinstance(key_id, str) else None, message, _bytes(parts[2]), claims)


def verified(signed: Signed, key: RSAPublicKey, expected: Expected) -> Mapping[str, Any]:
    """The claims, once signature, issuer, audience, nonce and times hold. Raises BadToken."""
    try:
        key.verify(signed.signature, signed.message, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise BadToken("the signature is wrong") from None
    claims = signed.claims
    if claims.get("iss") != expected.issuer:
        raise BadToken("from another issuer")
    _check_audience(claims, expected.client_id)
    if claims.get("nonce") != expected.nonce:
        raise BadToken("for another request")
    _check_times(claims, expected.now)
    return claims


def public_key(keys: Sequence[Any], key_id: str | None) -> RSAPublicKey | None:
    """The signing key of that id in a JWKS; without an id the only one there is. Raises BadToken for a broken key."""
    fitting = [key for key in keys if isinstance(key, dict) and _signs(key)]
    if key_id is not None:
        fitting = [key for key in fitting if key.get("kid") == key_id]
    if len(fitting) != 1:
        return None
    try:
        numbers = RSAPublicNumbers(_number(fitting[0]["e"]), _number(fitting[0]["n"]))
        key = numbers.public_key()
    except (KeyError, ValueError) as error:
        raise BadToken("the key published for it is broken") from error
    if key.key_size < _SHORTEST_KEY:
        raise BadToken(f"the key published for it has {key.key_size} bits, expected {_SHORTEST_KEY} or more")
    return key


def _signs(key: Mapping[str, Any]) -> bool:
    usable = key.get("use", "sig") == "sig" and key.get("alg", ALGORITHM) == ALGORITHM
    return key.get("kty") == "RSA" and usable


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if client_id not in named or (len(named) > 1 and claims.get("azp") != client_id):
        raise BadToken("for another client")
    if claims.get("azp", client_id) != client_id:
        raise BadToken("for another client")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued, begins = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    if not all(type(each) in (int, float) for each in (expires, issued, begins)):
        raise BadToken("without its times")
    if now >= expires + LEEWAY_SECONDS:  # type: ignore[operator] # checked above, all three
        raise BadToken("expired")
    if max(issued, begins) > now + LEEWAY_SECONDS:
        raise BadToken("from the future")


def _json(part: str) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(_bytes(part), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadToken("not JSON") from error


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (Base64Error, ValueError) as error:
        raise BadToken("not base64url") from error


def _number(text: Any) -> int:
    if not isinstance(text, str):
        raise BadToken("the key published for it is broken")
    return int.from_bytes(_bytes(text))
