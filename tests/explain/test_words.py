"""Nothing an office is shown lacks its words: events, fields, cards, rules, refusals."""

import string

import pytest
from msgspec import Struct

from rules.cards import CardState
from rules.case_events import CASE_DATA, SPECIAL_KINDS, Branch
from rules.duties import DUTIES, duty_of
from rules.entitlement import Refusal
from rules.events import Data
from rules.registry import type_of
from rules.rule_table import RULES
from rules.rules import RULES as JUDGED
from rules.service_events import FINDING_DATA, RATING_DATA
from rules.unanswered import RULE as UNANSWERED
from streams.action_words import WHY
from streams.card_words import COLOURS, STATES, reason_words
from streams.event_words import EVENTS, FIELDS, UNTOLD, VALUES
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.explain.telling import accepted, page, told

OF_RATINGS = {"R-02", "R-03", "R-04", "R-05"}
"""Rules that look at ratings and tickets beside the case."""


TOLD: tuple[type[Data], ...] = (*CASE_DATA, *RATING_DATA, *FINDING_DATA)
"""The events that a timeline shows; what people did is named as moves are."""


def test_every_type_of_event_of_a_case_is_named() -> None:
    assert set(EVENTS) == {type_of(data) for data in TOLD}


def test_every_field_of_an_event_is_named() -> None:
    kinds: tuple[type[Struct], ...] = (*TOLD, Branch)
    fields = {name for data in kinds for name in data.__struct_fields__}

    assert fields - UNTOLD <= set(FIELDS)


def test_every_kind_of_special_procedure_is_named() -> None:
    assert set(VALUES["kind"]) >= SPECIAL_KINDS


def test_every_rule_that_is_judged_says_what_it_asks_for() -> None:
    assert set(DUTIES) == set(JUDGED) | {UNANSWERED} | OF_RATINGS


@pytest.mark.parametrize("rule_id", list(DUTIES))
def test_numbers_in_a_duty_are_parameters_of_the_rule(rule_id: str) -> None:
    book = load_rulebook(shipped_rulebook()).rulebook

    for text in DUTIES[rule_id]:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert named <= RULES[rule_id].parameters.keys()
    assert "{" not in "".join(duty_of(rule_id, book))


def test_a_duty_has_the_rulebooks_own_numbers() -> None:
    book = load_rulebook(shipped_rulebook()).rulebook

    assert "2个工作日" in duty_of("T-02", book)[0]
    assert "within 2 working days" in duty_of("T-02", book)[1]


def test_every_state_refusal_and_colour_is_named() -> None:
    assert set(STATES) == set(CardState)
    assert set(WHY) == set(Refusal)
    assert set(COLOURS) == {"warning", "yellow", "red", "lead"}


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        (
            "事实成立 / found true: case.decided approval/430100 e 2",
            "事实成立：作出决定（事件2，来源approval/430100 e）",
            "found true: decided (event 2 from approval/430100 e)",
        ),
        (
            "等级变更 / colour changed: 时限届至 / due moment 2026-01-13 00:00",
            "等级变更：时限届至 2026-01-13 00:00",
            "colour changed: due moment 2026-01-13 00:00",
        ),
        (
            "时限届至 / due moment 2026-01-13 00:00",
            "时限届至 2026-01-13 00:00",
            "due moment 2026-01-13 00:00",
        ),
        ("回复 / answered: u9: 已整改: 是", "回复：李四：已整改: 是", "answered: 李四: 已整改: 是"),
        (
            "恢复 / back again: 撤销 / revoked: u9: 误发",
            "恢复：撤销，李四：误发",
            "back again: revoked, 李四: 误发",
        ),
    ],
)
def test_the_reason_of_a_revision_is_told_in_one_language(written: str, zh: str, en: str) -> None:
    assert reason_words(written, lambda staff_id: {"u9": "李四"}.get(staff_id, staff_id)) == (zh, en)


def test_what_an_event_says_neither_moves_the_cursor_nor_breaks_the_line_of_a_card() -> None:
    kind = "\x1b[31mred\u202e\n\x01end"
    log = accepted().add("suspended", "2026-09-28 10:00", reason_code=kind, approver_id="u9", notice_no="N")
    found = told(log, "2026-09-29 00:00", "P-11")

    assert found.card is not None
    assert "\ufffd[31mred\ufffd\ufffd\ufffdend" in found.card.arithmetic
    shown = page(found)
    assert not {"\x1b", "\u202e", "\x01"} & set(shown)
    assert "[31mred" in shown
