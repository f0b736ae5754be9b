"""A card that a supervisor issues by hand (人工发牌), as a form on the page of its case."""

from collections.abc import Sequence

from dashboards.console.models import Asked, Deed, Texts
from rules.entitlement import refusal_of
from rules.manual import FOUND_BY
from rules.office import Office
from rules.rule_table import RULES
from streams.card_words import COLOURS, rule_name
from streams.console.deeds import people_of, units_of
from streams.console.visit import Visit

NAME, MOVE = "card_issue_manual", "issue_manual"
_GIVEN = ("yellow", "red", "warning")


def by_hand(visit: Visit, dept_code: str | None) -> Sequence[Deed]:
    """The form, for whom the worker would take it from; the choices are those of the registers."""
    office = visit.viewer.office
    if refusal_of(MOVE, visit.viewer.staff_id, None, office.register, office.day) is not None:
        return []
    return [Deed(NAME, ("人工发牌", "Issue a card by hand"), f"desk.{NAME}", _asks(dept_code, office))]


def _asks(dept_code: str | None, office: Office) -> tuple[Asked, ...]:
    return (
        Asked("rule_id", "select", ("规则", "Rule"), True, _rules()),
        Asked("colour", "select", ("等级", "Colour"), True, {each: COLOURS[each] for each in _GIVEN}),
        Asked("found_by", "select", ("如何发现", "How it was found"), False, FOUND_BY),
        Asked("dept_code", "select", ("单位（不选：事项的单位）", "Unit (empty: the item's)"), False, units_of(office)),
        Asked("staff_id", "select", ("责任人", "Who answers"), False, people_of(dept_code, office)),
        Asked("evidence", "lines", (
            "证据，每行一项：编号#sha256:摘要，或本办件事件的编号（写明如何发现时必填）",
            "Evidence, one a line: REFERENCE#sha256:DIGEST, or an event's id (needed with how it was found)",
        )),
        Asked("reason", "textarea", ("发牌理由", "Why"), True),
    )  # fmt: skip


def _rules() -> dict[str, Texts]:
    return {
        rule_id: (f"{rule_id} {rule_name(rule_id)[0]}", f"{rule_id} {rule_name(rule_id)[1]}")
        for rule_id in RULES
    }
