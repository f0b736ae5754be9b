"""What every channel must do, whichever it is: deliver in order, take any text, fail in one way only."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from email.message import Message as Mail
from typing import NamedTuple
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from sinks.delivery.channel import Channel, NotDelivered
from sinks.delivery.channels.kafka_topic import KafkaChannel
from sinks.delivery.channels.mail import MailChannel, MailServer
from sinks.delivery.channels.robot import Brand, RobotChannel
from sinks.delivery.channels.sms import Gateway, SmsChannel
from sinks.delivery.channels.webhook import WebhookChannel
from sinks.delivery.http import Access
from sinks.delivery.message import Message
from streams.broker import admin
from streams.services.process import free_port
from tests.delivery.samples import message
from tests.delivery.servers import Hook, Mailbox

NEAR = Access(timeout_seconds=2, private_addresses=True)
NOW = 1_767_628_800_000
SECRET = "whsec_" + "c2VjcmV0" * 4


class Trial(NamedTuple):
    """A channel with its receiver: the texts that came, in order; the server behind it that can be made to refuse."""

    channel: Channel
    came: Callable[[], Awaitable[list[str]]]
    server: Hook | Mailbox | None


Opening = Callable[[str], AbstractAsyncContextManager[Trial]]


@asynccontextmanager
async def webhook(_: str) -> AsyncIterator[Trial]:
    async with Hook().listening() as hook:
        yield _over_http(WebhookChannel(hook.url, [SECRET], NEAR, lambda: NOW), hook)


@asynccontextmanager
async def sms(_: str) -> AsyncIterator[Trial]:
    hook = Hook(b'{"code": 0}')
    async with hook.listening():
        body = {"to": "{phone}", "text": "{text}", "ref": "{id}"}
        yield _over_http(SmsChannel(Gateway(hook.url, body, {}, {"code": "0"}), ["13800000000"], NEAR), hook)


def robot(brand: Brand, answer: bytes) -> Opening:
    @asynccontextmanager
    async def opened(_: str) -> AsyncIterator[Trial]:
        async with Hook(answer).listening() as hook:
            secret = None if brand == "wecom" else "SEC123"
            yield _over_http(RobotChannel(brand, hook.url, secret, NEAR, lambda: NOW), hook)

    return opened


@asynccontextmanager
async def mail(_: str) -> AsyncIterator[Trial]:
    box = Mailbox()
    server = box.opened()
    server.start()
    try:

        async def came() -> list[str]:
            return [_text_of(each) for each in box.mails]

        channel = MailChannel(
            MailServer("127.0.0.1", server.port, "none"), "lp@city.example", ["jw@city.example"]
        )
        yield Trial(channel, came, box)
    finally:
        server.stop()


@asynccontextmanager
async def kafka(bootstrap: str) -> AsyncIterator[Trial]:
    topic = f"own-{uuid4()}"
    with admin(bootstrap) as client:
        client.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
        client.wait_for_topics([topic])
    channel = KafkaChannel(bootstrap, topic)

    async def came() -> list[str]:
        async with AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
            place = TopicPartition(topic, 0)
            consumer.assign([place])
            end, found = (await consumer.end_offsets([place]))[place], list[str]()
            while len(found) < end:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    found += [record.value.decode() for record in records]
            return found

    try:
        yield Trial(channel, came, None)
    finally:
        await channel.close()


CHANNELS: dict[str, Opening] = {
    "webhook": webhook,
    "sms": sms,
    "dingtalk": robot("dingtalk", b'{"errcode": 0, "errmsg": "ok"}'),
    "wecom": robot("wecom", b'{"errcode": 0, "errmsg": "ok"}'),
    "feishu": robot("feishu", b'{"code": 0, "msg": "success"}'),
    "mail": mail,
    "kafka": kafka,
}
every_channel = pytest.mark.parametrize("kind", CHANNELS)


def _over_http(channel: Channel, hook: Hook) -> Trial:
    async def came() -> list[str]:
        return [json.dumps(request.json, ensure_ascii=False) for request in hook.requests]

    return Trial(channel, came, hook)


def _text_of(mail: Mail) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def run(kind: str, bootstrap: str, play: Callable[[Trial], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with AsyncExitStack() as stack:
            trial = await stack.enter_async_context(CHANNELS[kind](bootstrap))
            close = getattr(trial.channel, "close", None)
            if close is not None:
                stack.push_async_callback(close)
            await play(trial)

    asyncio.run(whole())


def named(texts: list[str], messages: list[Message]) -> list[str]:
    """Which of the messages each text speaks of."""
    return [next(each.id for each in messages if each.case in text) for text in texts]


@every_channel
def test_what_was_sent_has_arrived_in_order_when_send_returns(kind: str, kafka_bootstrap: str) -> None:
    sent = [message(f"case-{letter}") for letter in "abc"]

    async def play(trial: Trial) -> None:
        for each in sent:
            await trial.channel.send([each])
        assert named(await trial.came(), sent) == [each.id for each in sent]

    run(kind, kafka_bootstrap, play)


@every_channel
def test_many_at_a_time_all_arrive(kind: str, kafka_bootstrap: str) -> None:
    sent = [message(f"case-{number:02}") for number in range(12)]

    async def play(trial: Trial) -> None:
        await asyncio.gather(*(trial.channel.send([each]) for each in sent))
        assert sorted(named(await trial.came(), sent)) == sorted(each.id for each in sent)

    run(kind, kafka_bootstrap, play)


@every_channel
def test_a_text_of_any_length_and_kind_arrives(kind: str, kafka_bootstrap: str) -> None:
    odd = message("案-1", title="长" * 20_000 + "\r\nSubject: x\x00{phone}")

    async def play(trial: Trial) -> None:
        await trial.channel.send([odd])
        (text,) = await trial.came()
        assert "案-1" in text

    run(kind, kafka_bootstrap, play)


@pytest.mark.parametrize("kind", [kind for kind in CHANNELS if kind != "kafka"])
def test_a_receiver_that_refuses_is_not_delivered(kind: str, kafka_bootstrap: str) -> None:
    async def play(trial: Trial) -> None:
        if isinstance(trial.server, Hook):
            trial.server.behaves = "500"
        elif isinstance(trial.server, Mailbox):
            trial.server.refuses = True
        with pytest.raises(NotDelivered) as no:
            await trial.channel.send([message()])
        assert no.value.why

    run(kind, kafka_bootstrap, play)


@pytest.mark.parametrize("kind", [*CHANNELS])
def test_a_receiver_that_is_not_there_is_not_delivered(kind: str, kafka_bootstrap: str) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    nowhere: dict[str, Channel] = {
        "webhook": WebhookChannel(url, [SECRET], NEAR, lambda: NOW),
        "sms": SmsChannel(Gateway(url, {"to": "{phone}", "t": "{text}"}, {}, {}), ["1"], NEAR),
        "dingtalk": RobotChannel("dingtalk", url, "s", NEAR, lambda: NOW),
        "wecom": RobotChannel("wecom", url, None, NEAR, lambda: NOW),
        "feishu": RobotChannel("feishu", url, "s", NEAR, lambda: NOW),
        "mail": MailChannel(MailServer("127.0.0.1", port, "none", timeout_seconds=2), "a@b.c", ["d@e.f"]),
        "kafka": KafkaChannel(f"127.0.0.1:{port}", "t", 2),
    }

    async def play() -> None:
        channel = nowhere[kind]
        with pytest.raises(NotDelivered):
            await channel.send([message()])
        close = getattr(channel, "close", None)
        if close is not None:
            await close()

    asyncio.run(play())


@pytest.mark.parametrize("kind", ["webhook", "sms", "dingtalk", "wecom", "feishu"])
@pytest.mark.parametrize("behaves", ["500", "404", "410", "429", "301", "garbage", "big", "midway", "closes"])
def test_whichever_way_an_http_receiver_misbehaves_it_is_not_delivered(kind: str, behaves: str) -> None:
    async def play(trial: Trial) -> None:
        hook = trial.server
        assert isinstance(hook, Hook)
        hook.behaves = behaves
        with pytest.raises(NotDelivered) as no:
            await trial.channel.send([message()])
        assert len(hook.requests) == 1, "a redirect was followed, or a request sent twice"
        assert no.value.retry_after == (7 if behaves in {"500", "404", "410", "429"} else 0)
        hook.behaves = "ok"
        await trial.channel.send([message()])
        assert len(hook.requests) == 2

    run(kind, "", play)
