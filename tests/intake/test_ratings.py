"""`POST /ratings`: the field names of terminals, two opposite conventions, answers in the terminal's own words."""

import json
from typing import Any

import pytest

from rules.privacy import is_sealed_contact
from tests.intake.place import JSON, Place, rating


def test_a_terminals_rating_becomes_an_event_without_its_person(place: Place) -> None:
    sent = rating(
        "430100-R1", evalDetail="209，110", writingEvaluation="等了3天 <b>😀</b> 电话13812345678", userName="张三",
        certKey="430102199001011234", mobile="13812345678", taskCode="0001", winname="W3", winusername="u17",
        serviceTime="2026-01-05", isDefault="0", unheardOf="x",
    )  # fmt: skip

    assert place.post("/ratings", sent).status == 202

    (written,) = place.written("rating-events", "430100-R1")
    assert (written["type"], written["time"]) == ("rating.submitted", "2026-01-05T10:00:00.000+08:00")
    assert is_sealed_contact(written["data"].pop("contact"))
    assert written["data"] == {
        "service_number": "1", "assess_number": 1, "level": 1, "channel": 4, "labels": ["209", "110"],
        "text": f"等了3天 <b>😀</b> 电话{'*' * 11}", "is_default": False, "item_code": "0001", "dept_code": "ZJ-1",
        "window_no": "W3", "staff_id": "u17", "real_name": True, "service_time": "2026-01-05T00:00:00.000+08:00",
        "evaluator_hash": place.key.pseudonym("430102199001011234"),
        "phone_hash": place.key.pseudonym("13812345678"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "number", "meant"),
    [
        ("full", "1", "instant"),
        ("full", "2", "promised"),
        ("zhejiang", "1", "promised"),
        ("zhejiang", "2", "instant"),
    ],
)
def test_project_types_are_read_by_the_sources_profile(
    place: Place, source: str, number: str, meant: str
) -> None:
    case = f"430100-PT-{source}-{number}"

    assert place.post("/ratings", rating(case, projectType=number), source=source).status == 202

    (written,) = place.written("rating-events", case)
    assert written["data"]["project_type"] == meant


def test_the_same_rating_again_is_the_same_event_though_its_contact_is_sealed_anew(place: Place) -> None:
    sent = rating("430100-M2", mobile="13812345678")

    answers = [place.post("/ratings", sent).body["events"] for _ in range(2)]

    first, second = place.written("rating-events", "430100-M2")
    assert answers[0] == answers[1]
    assert first["data"].pop("contact") != second["data"].pop("contact")
    assert first["data"] == second["data"]


def test_nobody_is_called_about_a_good_rating_so_no_way_to_reach_them_is_kept(place: Place) -> None:
    assert place.post("/ratings", rating("430100-M3", satisfaction="3", mobile="13812345678")).status == 202

    (written,) = place.written("rating-events", "430100-M3")
    assert "contact" not in written["data"]


def test_a_telephone_that_is_none_is_refused_by_the_name_it_was_sent_under(place: Place) -> None:
    answer = place.post("/ratings", rating("430100-M4", mobile="1" * 600))

    assert (answer.status, answer.reasons) == (422, [("wrong_value", "/mobile")])


@pytest.mark.parametrize("name", ["satisfaction", "evaluateLevel", "alternate"])
def test_the_grade_is_taken_under_each_of_its_names(place: Place, name: str) -> None:
    case = f"430100-L-{name}"

    assert place.post("/ratings", rating(case, satisfaction=None) | {name: 2}).status == 202

    (written,) = place.written("rating-events", case)
    assert written["data"]["level"] == 2


def test_the_same_rating_sent_again_is_the_same_event_and_a_changed_one_another(place: Place) -> None:
    case = "430100-R2"
    ids = [
        place.post("/ratings", rating(case, satisfaction=level)).body["events"][0]["id"]
        for level in (1, 1, 2)
    ]

    assert ids[0] == ids[1] != ids[2]


def test_a_service_without_a_case_is_rated_by_its_own_number(place: Place) -> None:
    assert place.post("/ratings", rating("", serviceNumber="S-2026-77", projectNo=None)).status == 202

    assert len(place.written("rating-events", "service:S-2026-77")) == 1


def test_of_several_ratings_all_are_taken_or_none(place: Place) -> None:
    refused = place.post("/ratings", [rating("430100-R3"), rating("430100-R3", satisfaction="9")])
    taken = place.post("/ratings", [rating("430100-R4"), rating("430100-R4", assessNumber=2)])

    assert [(each["index"], each["pointer"]) for each in refused.body["errors"]] == [(1, "/satisfaction")]
    assert place.written("rating-events", "430100-R3") == []
    assert taken.body["accepted"] == len(place.written("rating-events", "430100-R4")) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"satisfaction": "0"}, ("wrong_value", "/satisfaction")),
        ({"satisfaction": "6"}, ("wrong_value", "/satisfaction")),
        ({"satisfaction": None}, ("missing_field", "/satisfaction")),
        ({"satisfaction": "very"}, ("wrong_value", "/satisfaction")),
        ({"alternate": "2"}, ("wrong_value", "/alternate")),
        ({"pf": "99"}, ("wrong_value", "/pf")),
        ({"assessNumber": "3"}, ("wrong_value", "/assessNumber")),
        ({"serviceNumber": None}, ("missing_field", "/serviceNumber")),
        ({"projectNo": None}, ("missing_field", "/projectNo")),
        ({"assessTime": "2026-13-01 10:00:00"}, ("bad_time", "/assessTime")),
        ({"assessTime": "2026-01-05"}, ("bad_time", "/assessTime")),
        ({"assessTime": "2999-01-05 10:00:00"}, ("future_time", "/assessTime")),
        ({"projectType": "3"}, ("wrong_value", "/projectType")),
        ({"isDefault": "perhaps"}, ("wrong_value", "/isDefault")),
        ({"evalDetail": [{"a": 1}]}, ("wrong_type", "/evalDetail")),
        ({"satisfaction": 1.5}, ("wrong_type", "/satisfaction")),
        ({"projectNo": "c" * 257}, ("too_long", "/projectNo")),
    ],
)
def test_a_fault_is_named_by_the_field_the_terminal_sent(
    place: Place, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = place.post("/ratings", rating("430100-bad", **change))

    assert (answer.status, answer.reasons) == (422, [fault])
    assert place.written("rating-events", "430100-bad") == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"3", b"[1]", b'"x"', b"\xff", b'{"a":' * 80 + b"1" + b"}" * 80]
)
def test_what_is_no_rating_at_all_is_a_problem(place: Place, body: bytes) -> None:
    answer = place.post("/ratings", body, JSON)

    assert answer.status in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_long_text_arrives_whole_and_lone_surrogates_are_refused(place: Place) -> None:
    text = "𪚥" * 25_000
    lone = json.dumps(rating("430100-R6", writingEvaluation="\ud800")).encode()

    assert place.post("/ratings", rating("430100-R5", writingEvaluation=text)).status == 202
    assert place.post("/ratings", lone).reasons == [("bad_text", "/writingEvaluation")]

    (written,) = place.written("rating-events", "430100-R5")
    assert written["data"]["text"] == text
