"""What every way of proving who one is must keep to, asked of both: local passwords and OpenID Connect."""

import asyncio
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit

import pytest

from streams.people.identity import Identity, NotProven, Proven
from streams.people.oidc import OidcIdentity
from streams.people.oidc_settings import OidcSettings
from tests.people import provider as openid
from tests.people.place import PASSWORD, Clock, people

CALLBACK = "http://127.0.0.1:1/login/oidc/callback"


class Way(Protocol):
    """One identity, and how a person comes by a proof for it."""

    @property
    def identity(self) -> Identity:
        """The identity."""

    def proof_of(self, staff_id: str) -> dict[str, str]:
        """What the person brings."""

    def forged(self, proof: Mapping[str, str]) -> list[dict[str, str]]:
        """What somebody else might bring in its place."""


@dataclass
class ByPassword:
    identity: Identity

    def proof_of(self, staff_id: str) -> dict[str, str]:
        return {"staff_id": staff_id, "password": PASSWORD}

    def forged(self, proof: Mapping[str, str]) -> list[dict[str, str]]:
        return [{**proof, "password": PASSWORD + "!"}, {**proof, "staff_id": "nobody"}]


@dataclass
class ByProvider:
    identity: OidcIdentity
    provider: openid.Provider

    def proof_of(self, staff_id: str) -> dict[str, str]:
        self.provider.subject = staff_id
        errand = asyncio.run(self.identity.start())
        return {**redirected(errand.address), "pending": errand.pending}

    def forged(self, proof: Mapping[str, str]) -> list[dict[str, str]]:
        another = self.proof_of("u90")
        return [
            {**proof, "code": "made-up"},
            {**proof, "state": another["state"]},
            {**proof, "pending": another["pending"]},
            {**proof, "code": another["code"]},
            {**proof, "pending": proof["pending"][:-2] + "xx"},
        ]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def redirected(address: str) -> dict[str, str]:
    """The query of where a browser that goes to the address is sent."""
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=10)
    except HTTPError as answer:
        with answer:
            return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    raise AssertionError("no redirect")


@pytest.fixture(params=["password", "provider"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    if request.param == "password":
        yield ByPassword(people(tmp_path, Clock()).local)
        return
    with openid.running() as provider:
        yield by_provider(tmp_path, provider)


def by_provider(folder: Path, provider: openid.Provider, clock: Clock | None = None) -> ByProvider:
    file = folder / "secret"
    file.write_text(openid.SECRET + "\n")
    file.chmod(0o600)
    settings = OidcSettings(
        issuer=provider.issuer, client_id=openid.CLIENT, redirect_uri=CALLBACK, client_secret_file=file
    )
    return ByProvider(OidcIdentity(settings, b"secret", clock or Clock()), provider)


def prove(identity: Identity, given: Mapping[str, str]) -> Proven:
    return asyncio.run(identity.prove(given))


def test_a_right_proof_names_its_person(way: Way) -> None:
    assert [prove(way.identity, way.proof_of(each)).staff_id for each in ("u06", "u90")] == ["u06", "u90"]


def test_a_forged_proof_proves_nothing(way: Way) -> None:
    forged = way.forged(way.proof_of("u06"))

    assert len(forged) >= 2
    for each in forged:
        with pytest.raises(NotProven):
            prove(way.identity, each)


def test_each_part_of_a_proof_is_needed(way: Way) -> None:
    for name in way.proof_of("u06"):
        for rest in ({}, {name: ""}):
            proof = way.proof_of("u06")
            del proof[name]
            with pytest.raises(NotProven):
                prove(way.identity, proof | rest)


def test_after_a_forged_proof_the_right_one_still_holds(way: Way) -> None:
    with pytest.raises(NotProven):
        prove(way.identity, way.forged(way.proof_of("u06"))[0])

    assert prove(way.identity, way.proof_of("u06")) == Proven("u06")
