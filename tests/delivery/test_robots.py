"""What the robots of DingTalk, WeChat Work and Feishu are sent, and how their refusals are read."""

import asyncio
import hashlib
import hmac
from base64 import b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from sinks.delivery.channel import NotDelivered
from sinks.delivery.channels.robot import Brand, RobotChannel, dingtalk, feishu, wecom
from sinks.delivery.http import Access
from tests.delivery.samples import message
from tests.delivery.servers import Hook

NOW = 1_767_628_800_123
URL = "https://robot.example/send?access_token=t"


def test_dingtalk_signs_moment_and_secret_in_the_address() -> None:
    request = dingtalk(URL, "SEC+/1", message(), NOW)

    query = parse_qs(urlsplit(request.url).query)
    expected = hmac.new(b"SEC+/1", f"{NOW}\nSEC+/1".encode(), hashlib.sha256).digest()
    assert query == {"access_token": ["t"], "timestamp": [str(NOW)], "sign": [b64encode(expected).decode()]}
    assert request.body["msgtype"] == "markdown"
    assert "T-05" in request.body["markdown"]["title"]


def test_feishu_signs_nothing_with_the_moment_and_the_secret_as_key() -> None:
    body = feishu(URL, "SEC", message(), NOW).body

    expected = hmac.new(f"{NOW // 1000}\nSEC".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (str(NOW // 1000), b64encode(expected).decode())
    assert body["msg_type"] == "post"


def test_without_a_secret_nothing_is_signed() -> None:
    assert dingtalk(URL, None, message(), NOW).url == URL
    assert "sign" not in feishu(URL, None, message(), NOW).body


def test_wecom_stays_below_the_size_its_robots_take() -> None:
    request = wecom(URL, None, message(title="长" * 5_000), NOW)

    assert len(request.body["markdown"]["content"].encode()) <= 4_096
    assert request.url == URL


@pytest.mark.parametrize(
    ("brand", "answer", "seconds"),
    [
        ("dingtalk", b'{"errcode": 130101, "errmsg": "send too fast"}', 60),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "sign not match"}', 0),
        ("wecom", b'{"errcode": 45009, "errmsg": "api freq out of limit"}', 60),
        ("wecom", b'{"errcode": 93000, "errmsg": "invalid webhook url"}', 0),
        ("feishu", b'{"code": 11232, "msg": "frequency limited"}', 60),
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}', 0),
        ("feishu", b"[]", 0),
        ("wecom", b"<html>login</html>", 0),
        ("dingtalk", b'{"errcode": false}', 0),
    ],
)
def test_what_a_robot_answers_with_200_and_a_code_is_not_delivered(
    brand: Brand, answer: bytes, seconds: float
) -> None:
    async def play() -> NotDelivered:
        async with Hook(answer).listening() as hook:
            channel = RobotChannel(brand, hook.url, None, Access(2, private_addresses=True), lambda: NOW)
            try:
                with pytest.raises(NotDelivered) as no:
                    await channel.send([message()])
                return no.value
            finally:
                await channel.close()

    assert asyncio.run(play()).retry_after == seconds
