"""What every page promises by its headers, and how often one may come."""

import base64
import hashlib
import re

import httpx
import pytest

from streams.citizen.desk import POSTS, POSTS_OF_A_LINK, VISITS
from streams.citizen.limits import Limiter, Rate
from tests.citizen.hall import LINK, NOW, WINDOW, Hall, address, filled, plain, rate

WHERE = address(LINK)


@pytest.fixture(scope="module")
def answers() -> list[httpx.Response]:
    """Of every kind: forms, refusals, redirects, thanks."""
    hall = Hall()
    with hall.visitor() as visitor:
        taken = rate(visitor, WHERE)
        return [
            visitor.get(address(WINDOW)),
            visitor.get(WHERE),
            visitor.get(address(LINK._replace(service_number="s2"))),
            visitor.get("/r/forged"),
            visitor.get(address(LINK._replace(expires=NOW))),
            visitor.post(WHERE, data={"form": "x"}),
            rate(visitor, address(LINK._replace(service_number="s2")), ""),
            taken,
        ]


def test_no_page_runs_a_script_loads_anything_or_may_be_framed(answers: list[httpx.Response]) -> None:
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script|\son\w+=|javascript:|https?://|src=", answer.text)


def test_the_policy_lets_the_pages_own_style_through_and_no_other(answers: list[httpx.Response]) -> None:
    styles = re.findall(r"<style>(.*?)</style>", answers[0].text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()

    assert len(styles) == 1
    assert f"style-src 'sha256-{digest}'" in answers[0].headers["content-security-policy"]
    assert " style=" not in answers[0].text


def test_pages_set_no_cookie_tell_no_referrer_and_are_kept_nowhere(answers: list[httpx.Response]) -> None:
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in answer.headers["x-robots-tag"]


def test_one_sender_sends_so_many_forms_and_then_waits() -> None:
    hall = Hall()
    services = [address(LINK._replace(service_number=f"s{number}")) for number in range(POSTS.burst + 1)]

    with hall.visitor() as visitor:
        answers = [rate(visitor, each) for each in services]
        with hall.visitor("203.0.113.8") as other:
            elsewhere = rate(other, services[-1])
    with hall.visitor() as visitor:
        hall.now += 60_000
        later = rate(visitor, address(LINK._replace(service_number="later")))

    assert [answer.status_code for answer in answers] == [303] * POSTS.burst + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "请过一分钟再试" in plain(answers[-1].text)
    assert (elsewhere.status_code, later.status_code) == (303, 303)


def test_one_link_takes_so_many_forms_whoever_sends_them() -> None:
    hall = Hall()
    statuses = []

    for number in range(POSTS_OF_A_LINK.burst + 1):
        with hall.visitor(f"203.0.113.{number}") as visitor:
            statuses.append(visitor.post(WHERE, data={"form": "made up"}).status_code)

    assert statuses == [400] * POSTS_OF_A_LINK.burst + [429]


def test_pages_are_shown_so_often_to_one_sender() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        statuses = [visitor.get(WHERE).status_code for _ in range(VISITS.burst + 1)]

    assert statuses == [200] * VISITS.burst + [429]


def test_a_bucket_fills_evenly_never_over_its_burst_and_memory_stays_bounded() -> None:
    limiter = Limiter(Rate(2, 60), most_keys=3)

    assert [limiter.take("a", 0) for _ in range(3)] == [True, True, False]
    assert [limiter.take("a", 1_000) for _ in range(2)] == [True, False]
    assert [limiter.take("a", 3_600_000) for _ in range(3)] == [True, True, False]
    for key in "bcd":
        limiter.take(key, 3_600_000)
    assert limiter.take("a", 3_600_000), "the longest unused is forgotten"


def test_a_clock_set_back_gives_nothing_away() -> None:
    limiter = Limiter(Rate(1, 60))

    assert limiter.take("a", 10_000)
    assert not limiter.take("a", 0)
    assert not limiter.take("a", 10_999)
    assert limiter.take("a", 11_000)


def test_a_form_on_one_page_is_not_the_form_of_the_next_visitor() -> None:
    with Hall().visitor() as visitor:
        pages = [filled(visitor.get(WHERE).text)["form"] for _ in range(2)]

    assert pages[0] != pages[1]
