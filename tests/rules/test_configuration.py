"""B-05, B-06: leads about the catalogue, shown by the cases of an item version."""

from dataclasses import replace
from typing import Any

import pytest

from rules.rulebook import Rulebook
from rules.verdict import LEAD
from tests.oracle.book import FeeFacts, ItemFacts, StageFacts
from tests.rules.finding import since, violated
from tests.rules.looking import Office
from tests.rules.offices import office
from tests.rules.writing import CaseLog, rulebook_of

LATER = "2018-10-16 00:00"
NAMED = "事项“I”（I，版本0001-01-01）"


def accepted(**said: Any) -> CaseLog:
    return CaseLog().add("accepted", "2018-10-15 10:00", item_code="I", voucher_no="v", **said)


def codes(log: CaseLog, where: Office, rule: str, rulebook: Rulebook | None = None) -> list[str]:
    """What the leads are about, without the item version they name."""
    found = violated(log, where, LATER, rule, rulebook)
    assert {each.degree for each in found} <= {LEAD}
    return [each.occasion.removeprefix("item:I/0001-01-01/") for each in found]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ({"promise": 7, "legal": 20}, []),
        ({"promise": 20, "legal": 20}, []),
        ({"legal": 20}, ["promise_missing"]),
        ({"promise": 21, "legal": 20}, ["promise_above_legal"]),
        ({"promise": 20}, []),
        ({"promise": 21}, ["promise_above_default"]),
        ({"promise": 45, "joint": True}, []),
        ({"promise": 46, "joint": True}, ["promise_above_default"]),
    ],
)
def test_limits_that_cannot_be_meant_so_are_leads(item: dict[str, Any], found: list[str]) -> None:
    assert codes(accepted(), office(**item), "B-05") == found


@pytest.mark.parametrize(("limit", "found"), [(4, []), (5, ["stages_above_promise"])])
def test_stages_may_take_as_long_as_the_promise_and_not_longer(limit: int, found: list[str]) -> None:
    where = office(
        StageFacts("A", limit_days=3), StageFacts("B", limit_days=limit, after=("A",)), promise=7, legal=20
    )

    assert codes(accepted(), where, "B-05") == found


def test_a_lead_names_the_item_version_and_its_figures_and_stands_since_the_start() -> None:
    log, where = accepted(), office(promise=21, legal=20)

    (found,) = violated(log, where, LATER, "B-05")

    assert found.occasion == "item:I/0001-01-01/promise_above_legal"
    assert (since(found, log), found.evidence, found.by) == ("2018-10-15 10:00", ("e1",), None)
    assert found.zh == f"{NAMED}承诺21天，超过法定期限20天。"
    assert found.en == "Item I version 0001-01-01 promises 21 days, more than the legal limit of 20."


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"legal": 20}, "没有承诺时限，T-03、T-04只在受理时另作承诺的办件上评判。"),
        ({"promise": 46, "joint": True}, "承诺46天而未填法定期限，法律规定为45天。"),
        ({"promise": 21}, "承诺21天而未填法定期限，法律规定为20天。"),
    ],
)
def test_each_finding_is_told_in_chinese(item: dict[str, Any], text: str) -> None:
    (found,) = violated(accepted(), office(**item), LATER, "B-05")

    assert found.zh == NAMED + text


def test_stages_that_take_too_long_are_added_up() -> None:
    where = office(StageFacts("A", limit_days=8), promise=7, legal=20)

    (found,) = violated(accepted(), where, LATER, "B-05")

    assert found.zh == f"{NAMED}环节时限沿最长路径合计8天，超过承诺7天。"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"promise_days": 20}, []),
        ({"promise_days": 21}, ["case/promise_above_legal"]),
        ({"legal_days": 7}, []),
        ({"legal_days": 6}, ["case/promise_above_legal"]),
        ({"promise_days": 30, "legal_days": 30}, []),
        ({"promise_days": 31, "legal_days": 30}, ["case/promise_above_legal"]),
    ],
)
def test_an_acceptance_that_promises_more_than_the_law_allows_is_a_lead_of_its_case(
    said: dict[str, int], found: list[str]
) -> None:
    assert codes(accepted(**said), office(promise=7, legal=20), "B-05") == found


def test_an_acceptance_that_names_no_days_is_not_blamed_for_the_catalogue() -> None:
    assert codes(accepted(), office(promise=21, legal=20), "B-05") == ["promise_above_legal"]


def test_the_legal_limit_of_a_composite_case_is_that_of_joint_ones() -> None:
    log = accepted(promise_days=45)
    assert codes(log, office(promise=7), "B-05") == ["case/promise_above_legal"]

    log.add("composite_created", "2018-10-15 10:05", lead_dept="L", branches=[])
    assert codes(log, office(promise=7), "B-05") == []


@pytest.mark.parametrize("rule", ["B-05", "B-06"])
def test_without_a_start_or_a_known_item_nothing_is_said(rule: str) -> None:
    where = office(legal=20)
    submitted = CaseLog().add("submitted", "2018-10-15 10:00", item_code="I", channel="window")
    unknown = CaseLog().add("accepted", "2018-10-15 10:00", item_code="X", voucher_no="v", promise_days=30)

    assert violated(submitted, where, LATER, rule) == []
    assert violated(unknown, where, LATER, rule) == []


def test_a_case_deemed_accepted_shows_its_item_too() -> None:
    log = CaseLog().add("submitted", "2018-10-08 10:00", item_code="I", channel="window")
    log.add("material_received", "2018-10-08 10:00")  # five working days: until the 15th

    (found,) = violated(log, office(legal=20), LATER, "B-05")

    assert since(found, log) == "2018-10-08 10:00"
    assert violated(log, office(legal=20), "2018-10-15 23:59", "B-05") == []


def beside(where: Office, **other: Any) -> Rulebook:
    """The office's rulebook with an item J beside I that has what is given."""
    book = replace(where.book, items=(*where.book.items, ItemFacts("J", promise=7, legal=20)))
    rulebook = rulebook_of(book)
    (item,) = rulebook.items["J"]
    return replace(rulebook, items={**rulebook.items, "J": (replace(item, **other),)})


def with_item(rulebook: Rulebook, **changed: Any) -> Rulebook:
    (item,) = rulebook.items["I"]
    return replace(rulebook, items={**rulebook.items, "I": (replace(item, **changed),)})


PLAIN = office(promise=7, legal=20)
STAGE = rulebook_of(office(StageFacts("A"), promise=7).book).items["I"][0].stages
FEES = rulebook_of(office(promise=7, fees=(FeeFacts("f", "s", "10"),)).book).items["I"][0].fees


def test_what_no_item_has_is_missed_in_none() -> None:
    assert codes(accepted(), office(promise=7, legal=20, free=False), "B-06") == []


@pytest.mark.parametrize(
    ("other", "mine", "found"),
    [
        ({"guide": {}}, {}, ["guide_missing"]),
        ({"guide": {}}, {"guide": {}}, []),
        ({"stages": STAGE}, {}, ["stages_missing"]),
        ({"stages": STAGE}, {"stages": STAGE}, []),
        ({"fees": FEES}, {"free": False}, ["fees_missing"]),
        ({"fees": FEES}, {"free": False, "fees": FEES}, []),
        ({"fees": FEES}, {"free": True}, []),
        ({"fees": FEES}, {"free": None}, []),
        ({"guide": {}, "stages": STAGE}, {}, ["guide_missing", "stages_missing"]),
    ],
)
def test_what_other_items_have_is_missed(
    other: dict[str, Any], mine: dict[str, Any], found: list[str]
) -> None:
    rulebook = with_item(beside(PLAIN, **other), **mine)

    assert codes(accepted(), PLAIN, "B-06", rulebook) == found


def test_a_missing_part_is_told_with_the_item_version() -> None:
    rulebook = with_item(beside(PLAIN, guide={}, fees=FEES, stages=STAGE), free=False)

    found = violated(accepted(), PLAIN, LATER, "B-06", rulebook)

    assert [each.zh for each in found] == [
        f"{NAMED}收费而没有收费标准。",
        f"{NAMED}没有办事指南。",
        f"{NAMED}没有环节。",
    ]
    assert found[1].en == "Item I version 0001-01-01 has no guide."


def test_a_rulebook_that_was_mended_under_the_same_name_is_looked_at_anew() -> None:
    broken = rulebook_of(office(promise=21, legal=20).book)
    mended = rulebook_of(office(promise=20, legal=20).book)

    assert codes(accepted(), PLAIN, "B-05", broken) == ["promise_above_legal"]
    assert codes(accepted(), PLAIN, "B-05", mended) == []
