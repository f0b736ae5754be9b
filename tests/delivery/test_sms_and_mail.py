"""SMS templates and mail, beyond what every channel does."""

import asyncio
from email.header import decode_header, make_header
from email.message import Message as Mail

import pytest

from sinks.delivery.channel import NotDelivered
from sinks.delivery.channels.mail import MailChannel, MailServer
from sinks.delivery.channels.sms import Gateway, SmsChannel, filled
from sinks.delivery.http import Access
from sinks.delivery.message import Message
from tests.delivery.samples import message
from tests.delivery.servers import Hook, Mailbox

NEAR = Access(2, private_addresses=True)


def test_a_value_is_put_in_as_it_is_even_where_it_looks_like_a_placeholder() -> None:
    template = {"a": ["{text}/{phone}", 7, None], "b": {"c": "{other} {text"}}

    found = filled(template, {"text": "{phone}", "phone": "1"})

    assert found == {"a": ["{phone}/1", 7, None], "b": {"c": "{other} {text"}}


def test_a_number_that_was_served_is_not_asked_again_when_another_failed() -> None:
    async def play() -> list[str]:
        hook = Hook(b'{"ok": "yes"}')
        async with hook.listening():
            gateway = Gateway(hook.url, {"to": "{phone}", "text": "{text}"}, {}, {"ok": "yes"})
            channel = SmsChannel(gateway, ["1", "2"], NEAR)
            await channel.send([message("first")])
            hook.answer = b'{"ok": "no"}'
            with pytest.raises(NotDelivered):
                await channel.send([message("second")])
            hook.answer = b'{"ok": "yes"}'
            await channel.send([message("second")])
            await channel.send([message("second")])
            await channel.close()
        return [request.json["to"] for request in hook.requests]

    assert asyncio.run(play()) == ["1", "2", "1", "1", "2"]


def test_a_text_message_is_short_and_says_what_until_when() -> None:
    async def play() -> str:
        async with Hook().listening() as hook:
            gateway = Gateway(hook.url, {"to": "{phone}", "text": "{text}"}, {"X-Key": "{secret}"}, {}, "s3")
            channel = SmsChannel(gateway._replace(most_bytes=120), ["1"], NEAR)
            await channel.send([message("案" * 50)])
            await channel.close()
            assert hook.requests[0].headers["x-key"] == "s3"
            return str(hook.requests[0].json["text"])

    text = asyncio.run(play())
    assert len(text.encode()) <= 120
    assert text.startswith("【亮牌】提醒·红牌 T-05 案")


def mails(*parcels: list[Message]) -> list[Mail]:
    box = Mailbox()
    server = box.opened()
    server.start()
    try:
        channel = MailChannel(
            MailServer("127.0.0.1", server.port, "none"), "lp@city.example", ["a@x.example"]
        )
        for parcel in parcels:
            asyncio.run(channel.send(parcel))
    finally:
        server.stop()
    return box.mails


def test_a_digest_is_one_mail_that_names_every_alert_and_has_one_id_for_the_same_alerts() -> None:
    parcel = [message("c-1"), message("c-2"), message("c-1", 2)]
    first, again, other = mails(parcel, parcel, parcel[:2])

    text = first.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert all(f"r{each.told.revision}" in text.decode() for each in parcel)
    assert "3 alerts about 2 cases" in str(make_header(decode_header(first["Subject"])))
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_a_line_break_in_a_case_number_makes_no_header_of_its_own() -> None:
    (mail,) = mails([message("c-1\r\nBcc: all@x.example")])

    assert mail["Bcc"] is None
    assert mail["To"] == "a@x.example"
