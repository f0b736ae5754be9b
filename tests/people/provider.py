"""A small OpenID provider on this machine: discovery, authorization with PKCE, tokens signed with RS256."""

import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, SECRET = "liangpai", "s3cret:with/odd?characters"


@dataclass
class Provider:
    """What it answers with; a test changes what it wants to go wrong. `subject` is who authorizes next."""

    issuer: str = ""
    subject: str = "u06"
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, RSAPrivateKey] = field(default_factory=dict)
    signs_with: str = "one"
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    use_own_key: RSAPrivateKey | None = None

    def configuration(self) -> dict[str, Any]:
        """The discovery document."""
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        places = {name: f"{self.issuer}/{name}" for name in names}
        return {"issuer": self.issuer, **places, **self.document}

    def jwks(self) -> dict[str, Any]:
        """The public halves of its keys."""
        return {"keys": [_public(name, each) for name, each in self.keys.items()]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.grants[code] = asked | {"subject": self.subject}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], login: str) -> dict[str, Any] | None:
        """An ID token for a code, once; None where anything does not fit."""
        grant = self.grants.pop(form.get("code", ""), None)
        user, _, password = b64decode(login.removeprefix("Basic ")).decode().partition(":")
        if grant is None or (unquote(user), unquote(password)) != (CLIENT, SECRET):
            return None
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        fits = _text(challenge) == grant["code_challenge"] and form["redirect_uri"] == grant["redirect_uri"]
        return {"id_token": self.signed(self._claims(grant)), "token_type": "Bearer"} if fits else None

    def _claims(self, grant: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        common = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": grant["nonce"]}
        merged = common | {"sub": grant["subject"], "roles": ["supervisor", "adjudicator"]} | self.claims
        return {name: value for name, value in merged.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        """The compact JWS."""
        header = {"alg": "RS256", "kid": self.signs_with} | self.header
        message = f"{_text(json.dumps(header).encode())}.{_text(json.dumps(claims).encode())}"
        signing = self.use_own_key or self.keys[self.signs_with]
        return f"{message}.{_text(signing.sign(message.encode(), PKCS1v15(), SHA256()))}"


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on a free port, with one key."""
    provider = Provider(keys={"one": key("one")})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """The signing key of that name; made once, since that takes a while."""
    return generate_private_key(65_537, bits)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            provider.fetched.append(place.path)
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            if place.path == "/authorization_endpoint":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            answers = {
                "/.well-known/openid-configuration": provider.configuration(),
                "/jwks_uri": provider.jwks(),
            }
            self._answer(answers.get(place.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(provider.token(form, self.headers.get("authorization", "")))

        def _answer(self, found: dict[str, Any] | None) -> None:
            self.send_response(400 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found if found is not None else {"error": "invalid_grant"}).encode())

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    return Handler


def _public(name: str, key: RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8)
    return {"kty": "RSA", "use": "sig", "kid": name, "n": _text(modulus), "e": "AQAB"}


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
