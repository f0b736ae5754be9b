"""The webhook as a receiver sees it: through the libraries that receivers use."""

import asyncio
import datetime
import ssl
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from sinks.delivery.addresses import is_public
from sinks.delivery.channel import NotDelivered
from sinks.delivery.channels.webhook import WebhookChannel
from sinks.delivery.http import Access
from tests.delivery.samples import message
from tests.delivery.servers import Hook

OLD, NEW, OTHER = ("whsec_" + letter * 43 for letter in "abc")
NEAR = Access(timeout_seconds=2, private_addresses=True)


def now() -> int:
    return time.time_ns() // 1_000_000


def sent(*secrets: str) -> Hook:
    """A hook that got one message signed with these secrets."""

    async def play() -> Hook:
        async with Hook().listening() as hook:
            channel = WebhookChannel(hook.url, secrets, NEAR, now)
            await channel.send([message("案-1")])
            await channel.close()
            return hook

    return asyncio.run(play())


def test_the_reference_library_verifies_the_signature_and_refuses_another_key_and_a_changed_body() -> None:
    (request,) = sent(OLD).requests
    headers = dict(request.headers)

    assert Webhook(OLD).verify(request.body, headers)["subject"] == "案-1"
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(request.body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(request.body.replace(b"red", b"not"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(request.body, headers | {"webhook-id": "another"})


def test_while_a_key_is_changed_both_verify() -> None:
    (request,) = sent(NEW, OLD).requests

    for key in (OLD, NEW):
        Webhook(key).verify(request.body, dict(request.headers))


def test_the_cloudevents_library_reads_it_and_its_id_is_the_one_that_is_signed() -> None:
    (request,) = sent(OLD).requests
    event = from_structured(HTTPMessage(dict(request.headers), request.body), JSONFormat())

    assert event.get_id() == request.headers["webhook-id"] == message("案-1").id
    assert (event.get_type(), event.get_subject()) == ("alert.new", "案-1")
    assert request.headers["content-type"] == "application/cloudevents+json"


def test_what_is_sent_names_nobody_and_no_other_receiver() -> None:
    (request,) = sent(OLD).requests

    told = request.json["data"]
    assert told["receiver"] == "inspection"
    assert not {"receivers", "history", "acknowledged_by", "responsible"} & told.keys()


def failing(play: Callable[[Hook], Awaitable[None]], tls: ssl.SSLContext | None = None) -> str:
    """Why the one message was not delivered."""

    async def whole() -> str:
        async with Hook().listening(tls) as hook:
            with pytest.raises(NotDelivered) as no:
                await play(hook)
            assert not hook.requests
            return no.value.why

    return asyncio.run(whole())


async def post(url: str, access: Access) -> None:
    channel = WebhookChannel(url, [OLD], access, now)
    try:
        await channel.send([message()])
    finally:
        await channel.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_an_address_of_ones_own_network_is_not_called_unless_it_is_allowed(host: str) -> None:
    why = failing(lambda hook: post(hook.url.replace("127.0.0.1", host), Access(2)))

    assert "private" in why or "not a canonical IPv4 address" in why


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("100.64.0.1", False), ("169.254.169.254", False), ("0.0.0.1", False),
        ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:8.8.8.8", True), ("2002:0a00:0001::", False),
        ("64:ff9b::a00:1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for that host, and the file of its authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / f"{host}.pem", folder / f"{host}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return context, pem


def test_a_certificate_of_an_unknown_authority_or_another_host_is_refused(tmp_path: Path) -> None:
    right, authority = certificate(tmp_path, "127.0.0.1")
    wrong, other = certificate(tmp_path, "127.0.0.9")

    assert "certificate" in failing(lambda hook: post(hook.url, NEAR), right).lower()
    assert "certificate" in failing(lambda hook: post(hook.url, NEAR._replace(ca_file=other)), wrong).lower()

    async def known() -> int:
        async with Hook().listening(right) as hook:
            await post(hook.url, NEAR._replace(ca_file=authority))
            return len(hook.requests)

    assert asyncio.run(known()) == 1


def test_a_receiver_that_says_nothing_is_given_up_in_time() -> None:
    async def play() -> str:
        async with Hook().listening() as hook:
            hook.behaves = "nothing"
            with pytest.raises(NotDelivered) as no:
                await post(hook.url, NEAR._replace(timeout_seconds=0.3))
            return no.value.why

    assert asyncio.run(play()) == "no answer within 0.3 s"
