"""OpenID Connect: only a token signed by the provider, for us, for this sign-in and for now is taken."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.exits import Misuse, Unavailable
from streams.people.identity import NotProven
from streams.people.oidc import NOT_STARTED, NOT_TAKEN, PENDING_SECONDS, OidcIdentity
from streams.people.oidc_settings import OidcSettings, read_settings
from tests.people import provider as openid
from tests.people.place import Clock
from tests.people.test_identity import CALLBACK, ByProvider, by_provider, prove


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def way(tmp_path: Path, clock: Clock) -> Iterator[ByProvider]:
    with openid.running() as provider:
        yield by_provider(tmp_path, provider, clock)


def refused(way: ByProvider) -> str:
    with pytest.raises(NotProven) as found:
        prove(way.identity, way.proof_of("u06"))
    return found.value.why


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [openid.CLIENT, "another"]},
        {"azp": "another-client"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": True},
        {"iat": int(time.time()) + 3_600},
        {"nbf": int(time.time()) + 3_600},
        {"sub": " "},
        {"sub": 7},
        {"sub": None},
    ],
)
def test_a_token_with_a_wrong_claim_proves_nothing(way: ByProvider, claims: dict[str, Any]) -> None:
    way.provider.claims = claims

    assert refused(way) == NOT_TAKEN


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS512"}, {"crit": ["exp"]}])
def test_a_token_signed_another_way_proves_nothing(way: ByProvider, header: dict[str, Any]) -> None:
    way.provider.header = header

    assert refused(way) == NOT_TAKEN


def test_a_token_signed_with_a_key_that_is_not_the_providers_proves_nothing(way: ByProvider) -> None:
    way.provider.use_own_key = openid.key("foreign")

    assert refused(way) == NOT_TAKEN


def test_a_short_key_is_not_trusted(way: ByProvider) -> None:
    way.provider.keys = {"one": openid.key("short", 1024)}

    assert refused(way) == NOT_TAKEN


def test_a_key_the_provider_did_not_have_before_is_fetched(way: ByProvider) -> None:
    prove(way.identity, way.proof_of("u06"))
    prove(way.identity, way.proof_of("u06"))
    assert way.provider.fetched.count("/jwks_uri") == 1

    way.provider.keys["two"] = openid.key("two")
    way.provider.signs_with = "two"

    assert refused(way) == NOT_TAKEN  # asked again at most every 30 s
    assert way.provider.fetched.count("/jwks_uri") == 1
    assert prove(fresh(way), way.proof_of("u06")).staff_id == "u06"


def fresh(way: ByProvider) -> OidcIdentity:
    """The same identity in a process that has fetched nothing yet; `proof_of` then starts there."""
    way.identity = OidcIdentity(way.identity._settings, b"secret", way.identity._clock)
    return way.identity


def test_a_code_is_good_once(way: ByProvider) -> None:
    proof = way.proof_of("u06")
    prove(way.identity, proof)

    with pytest.raises(NotProven, match=NOT_TAKEN):
        prove(way.identity, proof)


def test_a_sign_in_that_took_too_long_begins_anew(way: ByProvider, clock: Clock) -> None:
    proof = way.proof_of("u06")
    clock.now += PENDING_SECONDS * 1000

    with pytest.raises(NotProven, match=NOT_STARTED):
        prove(way.identity, proof)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/"},
        {"jwks_uri": 7},
    ],
)
def test_a_discovery_document_that_leads_elsewhere_is_not_followed(
    way: ByProvider, document: dict[str, Any]
) -> None:
    way.provider.document = document

    with pytest.raises(Unavailable, match="expected this very issuer"):
        asyncio.run(way.identity.start())


def test_a_provider_that_is_away_is_named(clock: Clock) -> None:
    settings = OidcSettings(issuer="http://127.0.0.1:9", client_id="x", redirect_uri=CALLBACK)

    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9.* does not answer"):
        asyncio.run(OidcIdentity(settings, b"secret", clock).start())


FILE = 'issuer = "https://id.example"\nclient_id = "x"\nredirect_uri = "https://city.example/login/oidc/callback"\n'


def test_settings_are_read_with_their_secret_beside_them(tmp_path: Path) -> None:
    file, secret = tmp_path / "oidc.toml", tmp_path / "secret"
    file.write_text(FILE + 'claim = "staff_no"\nclient_secret_file = "secret"\n')
    secret.write_text("hush\n")
    secret.chmod(0o600)

    settings = read_settings(file)

    assert (settings.claim, settings.secret()) == ("staff_no", "hush")
    secret.chmod(0o644)
    with pytest.raises(Misuse, match="found mode 0644, expected 0600"):
        settings.secret()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            FILE.replace("https://id", "http://id"),
            "found issuer 'http://id.example', expected an https:// address",
        ),
        (FILE.replace("https://city", "http://city"), "found redirect_uri"),
        (FILE + "typo = 1\n", "typo"),
        ("issuer =\n", "expected issuer, client_id"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(text)

    with pytest.raises(Misuse) as found:
        read_settings(file)

    assert expected in str(found.value)
