"""A person rates the service behind a link: freely, without a name, once."""

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.decode import decode
from rules.labels import GRADES, LABELS, grade_of
from rules.privacy import Border
from rules.service_events import RatingSubmitted
from tests.citizen.hall import (
    CASE,
    LINK,
    MINUTE,
    NOW,
    Hall,
    address,
    encoded,
    filled,
    has_form,
    hidden_form,
    plain,
    rate,
)

WHERE = address(LINK)
TRICKY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE ratings; --",
    '"><img src=x onerror=alert(1)>',
    "办得太慢😡👎🏽，𠮷𡘙𰻝面没有",
    "{{ 7*7 }} {% raw %} ${x}",
    "第一行\n第二行",
]


@pytest.mark.parametrize(("language", "place", "tag"), [("zh", 0, "zh-CN"), ("en", 1, "en")])
def test_the_page_asks_for_a_grade_and_has_every_label_of_each(language: str, place: int, tag: str) -> None:
    with Hall().visitor() as visitor:
        page = visitor.get(f"{WHERE}?lang={language}")

    read = plain(page.text)
    assert page.status_code == 200
    assert f'<html lang="{tag}">' in page.text
    assert CASE in read
    for level, names in GRADES.items():
        assert f'value="{level}" required>' in page.text
        assert names[place] in read
    for code, names in LABELS.items():
        fieldset = page.text.split(f'id="l{grade_of(code)}"')[1].split("</fieldset>")[0]
        assert f'value="{code}"' in fieldset
        assert names[place] in plain(fieldset)


def test_nothing_personal_is_asked() -> None:
    with Hall().visitor() as visitor:
        page = visitor.get(WHERE).text

    assert set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page)) == {
        "form",
        "level",
        "label",
        "text",
    }


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5,zh;q=0.9", "zh-CN"),
        ("en;q=0,zh", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en;q=oops", "zh-CN"),
    ],
)
def test_the_page_speaks_the_language_the_telephone_asks_for(header: str, tag: str) -> None:
    with Hall().visitor() as visitor:
        page = visitor.get(WHERE, headers={"Accept-Language": header})

    assert page.headers["content-language"] == tag


def test_a_rating_goes_to_kafka_as_an_event_that_is_taken() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 2, "209", text="等了三周")

    assert answer.status_code == 303
    [letter], [said] = hall.letters, hall.sent
    event = decode(letter.value, Border(), NOW)
    assert (letter.topic, letter.subject, event.subject) == ("rating-events", CASE, CASE)
    assert isinstance(event.data, RatingSubmitted)
    assert said["data"] == {
        "service_number": "s1", "assess_number": 1, "level": 2, "labels": ["209"], "text": "等了三周", "channel": 2,
        "dept_code": "430100-ZJ", "item_code": "430100-0001", "window_no": "12", "staff_id": "u17",
        "region_code": "430100",
    }  # fmt: skip
    assert said["time"] == "2026-01-05T02:00:00.000+00:00"


def test_who_came_by_qr_code_is_told_apart() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        rate(visitor, WHERE.replace("/r/", "/q/"), 5)

    assert hall.sent[0]["data"]["channel"] == 3


def test_nothing_of_the_sender_is_in_the_event() -> None:
    hall = Hall()

    with hall.visitor("198.51.100.23") as visitor:
        page = visitor.get(WHERE).text
        visitor.post(WHERE, data=filled(page), headers={"User-Agent": "Telephone 9", "Cookie": "me=1"})

    assert set(hall.sent[0]) == {
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "recordedtime",
        "data",
    }
    for trace in (b"198.51.100.23", b"Telephone 9", b"me=1", hidden_form(page).encode()):
        assert trace not in hall.letters[0].value


def test_after_sending_the_page_thanks_and_loading_it_again_sends_nothing() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        where = WHERE + rate(visitor, WHERE).headers["location"]
        pages = [visitor.get(where).text for _ in range(3)]

    assert all("已收到您的评价" in plain(page) and not has_form(page) for page in pages)
    assert len(hall.sent) == 1


def test_the_same_form_sent_at_the_same_time_is_one_rating() -> None:
    hall = Hall()

    async def all_at_once() -> list[int]:
        async with hall.visitors() as visitors:
            page = (await visitors.get(WHERE)).text
            answers = await asyncio.gather(*(visitors.post(WHERE, data=filled(page)) for _ in range(8)))
            return [answer.status_code for answer in answers]

    assert asyncio.run(all_at_once()) == [303] * 8
    assert len(hall.sent) == 1


def test_two_forms_of_one_service_are_one_rating_the_first() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        first, second = visitor.get(WHERE).text, visitor.get(WHERE).text
        visitor.post(WHERE, data=filled(first, 1))
        answer = visitor.post(WHERE, data=filled(second, 5))

    assert answer.status_code == 409
    assert "以第一次为准" in plain(answer.text)
    assert [event["data"]["level"] for event in hall.sent] == [1]


def test_another_process_makes_the_same_event_of_the_same_form() -> None:
    halls = Hall(), Hall()
    with halls[0].visitor() as visitor:
        page = visitor.get(WHERE).text

    for hall in halls:
        with hall.visitor() as visitor:
            visitor.post(WHERE, data=filled(page))

    assert halls[0].sent == halls[1].sent


def test_the_second_link_of_a_service_makes_no_second_rating() -> None:
    hall, longer = Hall(), address(LINK._replace(expires=LINK.expires + 1))

    with hall.visitor() as visitor:
        rate(visitor, WHERE, 1)
        shown = visitor.get(longer).text

    assert not has_form(shown)
    assert len(hall.sent) == 1


@pytest.mark.parametrize("level", ["", "0", "6", "-1", "２", "1.0", "x"])
def test_a_form_without_a_grade_comes_back_with_what_was_written(level: str) -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, level, text="等了三周")

    assert answer.status_code == 422
    assert "请先选择一个满意程度" in plain(answer.text)
    assert "等了三周</textarea>" in answer.text
    assert hall.sent == []


def test_labels_of_another_grade_or_list_are_not_taken() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        rate(visitor, WHERE, 2, "209", "209", "510", "207", "x", "105", "<b>")

    assert hall.sent[0]["data"]["labels"] == ["209", "207"]


def test_a_form_cannot_say_who_was_rated_or_that_it_is_by_default() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        rate(
            visitor,
            WHERE,
            1,
            staff_id="u99",
            dept_code="other",
            is_default="true",
            real_name="1",
            assess_number="2",
        )

    said = hall.sent[0]["data"]
    assert (said["staff_id"], said["dept_code"], said["assess_number"]) == ("u17", "430100-ZJ", 1)
    assert said.keys().isdisjoint({"is_default", "real_name"})


@pytest.mark.parametrize("text", TRICKY)
def test_hostile_and_rare_texts_arrive_as_they_were_and_are_shown_as_text(text: str) -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        shown = rate(visitor, WHERE, "", text=text).text
        rate(visitor, WHERE, 1, text=text)

    assert "<script" not in shown
    assert "<img" not in shown
    assert plain(shown.split("<textarea")[1].split("</textarea>")[0].partition(">")[2]) == re.sub(
        r"\s+", " ", text
    )
    assert hall.sent[0]["data"]["text"] == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["form", "level", "label", "text", "unverified", "x"]), st.text(max_size=50)
    )
)
def test_no_form_of_any_kind_breaks_the_page(fields: dict[str, str]) -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        shown = visitor.get(WHERE).text
        answer = visitor.post(WHERE, data={**filled(shown), **fields})

    assert answer.status_code in (303, 400, 422)
    assert len(hall.sent) == (answer.status_code == 303)


def test_telephone_and_certificate_numbers_in_the_text_are_starred() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        rate(visitor, WHERE, 1, text="请打13912345678找我")

    assert "13912345678" not in hall.sent[0]["data"]["text"]
    assert hall.sent[0]["data"]["text"].startswith("请打")


def test_a_text_of_a_hundred_kilobytes_is_refused_and_comes_back_to_be_shortened() -> None:
    hall, text = Hall(), "慢" * 34_000

    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, text=text)
        again = visitor.post(WHERE, data=filled(answer.text, 1, text=text[:2_000]))

    assert answer.status_code == 422
    assert "文字超过 2000 字，请缩短" in plain(answer.text)
    assert text in answer.text
    assert again.status_code == 303
    assert len(hall.sent) == 1


def test_a_body_beyond_all_forms_is_answered_with_a_page() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        answer = rate(visitor, WHERE, 1, text="x" * (2 << 20))

    assert answer.status_code == 413
    assert "内容太长" in plain(answer.text)
    assert hall.sent == []


def test_nothing_is_lost_while_kafka_is_away() -> None:
    hall = Hall()
    hall.away = True

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        refused = visitor.post(WHERE, data=filled(page, 1, "110", text="等了三周"))
        hall.away = False
        taken = visitor.post(WHERE, data=filled(refused.text, 1, "110", text="等了三周"))

    assert refused.status_code == 503
    assert "等了三周</textarea>" in refused.text
    assert 'id="c110" value="110" checked' in refused.text
    assert 'id="g1" value="1" required checked' in refused.text
    assert taken.status_code == 303
    assert len(hall.sent) == 1


def test_a_form_left_open_too_long_is_asked_for_once_more() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        hall.now += 121 * MINUTE
        late = visitor.post(WHERE, data=filled(page, 1, text="等了三周"))
        again = visitor.post(WHERE, data=filled(late.text, 1, text="等了三周"))

    assert late.status_code == 422
    assert "请再提交一次" in plain(late.text)
    assert again.status_code == 303
    assert hall.sent[0]["time"] == "2026-01-05T04:01:00.000+00:00"


def test_a_form_of_another_link_or_none_is_not_taken() -> None:
    hall, other = Hall(), address(LINK._replace(service_number="s2"))

    with hall.visitor() as visitor:
        of_other = visitor.post(WHERE, data=filled(visitor.get(other).text))
        made_up = visitor.post(WHERE, data={"form": "made.up", "level": "5"})

    assert (of_other.status_code, made_up.status_code) == (400, 400)
    assert hall.sent == []


def test_another_sites_page_cannot_rate() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        page = visitor.get(WHERE).text
        crossed = visitor.post(WHERE, data=filled(page), headers={"Sec-Fetch-Site": "cross-site"})
        as_text = visitor.post(WHERE, content=encoded(filled(page)), headers={"Content-Type": "text/plain"})

    assert (crossed.status_code, as_text.status_code) == (403, 415)
    assert hall.sent == []
