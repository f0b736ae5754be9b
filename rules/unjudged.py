"""Why a rule says nothing of a case: switched off, not configured, or nothing of what it is about has happened."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from rules.case_events import CASE_DATA
from rules.duties import DUTIES
from rules.limits import Limit
from rules.registry import type_of
from rules.rulebook import Rulebook
from rules.rules import RULES
from rules.view import CaseView


class Silence(StrEnum):
    """Why a rule says nothing of a case."""

    SWITCHED_OFF = "switched_off"
    NO_EVENT = "no_event"
    NOT_CONFIGURED = "not_configured"
    NOT_STARTED = "not_started"
    COMPOSITE = "composite"
    NOTHING_FOUND = "nothing_found"


class Unjudged(NamedTuple):
    """A rule without a verdict, and why; `zh`, `en` as a person reads it.

    `needs` are the types of events of which it would need one.
    """

    rule_id: str
    why: Silence
    zh: str
    en: str
    needs: tuple[str, ...] = ()


def unjudged(case: CaseView, judged: set[str]) -> list[Unjudged]:
    """The rules of cases that have no verdict here, each with its reason, in the order of the table of rules."""
    silent = [rule_id for rule_id in DUTIES if rule_id not in judged]
    return [Unjudged(rule_id, *_why(case, rule_id), _needs(rule_id)) for rule_id in silent]


def _why(case: CaseView, rule_id: str) -> tuple[Silence, str, str]:
    if not case.rulebook.rules[rule_id].enabled:
        return Silence.SWITCHED_OFF, "规则库没有启用该规则", "the rulebook has switched this rule off"
    if case.composite is not None and rule_id in BY_THE_LEAD:
        zh, en = "并联办理的办件由规则C-01判定", "rule C-01 judges composite cases in its place"
        return Silence.COMPOSITE, zh, en
    asked = _ASKED.get(rule_id, ())
    for silence, holds, zh, en in asked:
        if silence is Silence.NOT_CONFIGURED and not holds(case):
            return silence, zh, en
    if not _has_needed(case, rule_id):
        return Silence.NO_EVENT, "没有发生该规则所管的情形", "nothing that this rule is about has happened"
    for silence, holds, zh, en in asked:
        if not holds(case):
            return silence, zh, en
    return Silence.NOTHING_FOUND, "没有发现违反该规则的情形", "nothing was found against this rule"


def _needs(rule_id: str) -> tuple[str, ...]:
    """The types in the order in which a case lives."""
    needed = RULES[rule_id].needs if rule_id in RULES else frozenset()
    return tuple(type_of(kind) for kind in CASE_DATA if kind in needed)


def _has_needed(case: CaseView, rule_id: str) -> bool:
    if rule_id not in RULES:  # about cards, not about events
        return True
    return case.has(RULES[rule_id].needs)


BY_THE_LEAD = frozenset({"T-03", "T-04", "T-05", "T-06"})
"""Rules that the master of a composite case has no verdict of."""

Asked = tuple[Silence, Callable[[CaseView], bool], str, str]

_STARTED: Asked = (
    Silence.NOT_STARTED,
    lambda case: case.start is not None,
    "期限尚未起算：没有受理，也没有视为受理",
    "no limit runs yet: neither accepted nor deemed accepted",
)
_LISTED: Asked = (
    Silence.NOT_CONFIGURED,
    lambda case: case.item is not None or case.item_code is None,
    "事项不在目录之内，不计期限",
    "the item is not in the catalogue, so it has no limits",
)
_PROMISED: Asked = (
    Silence.NOT_CONFIGURED,
    lambda case: case.promise_days is not None or case.item is None,
    "目录没有规定承诺期限",
    "the catalogue sets no promised time",
)


def _item(has: Callable[[CaseView], object], zh: str, en: str) -> tuple[Asked, ...]:
    """What the catalogue must say of the item, or the rulebook at all."""
    return (_LISTED, (Silence.NOT_CONFIGURED, lambda case: case.item is None or bool(has(case)), zh, en))


def _book(has: Callable[[Rulebook], object], zh: str, en: str) -> tuple[Asked, ...]:
    return ((Silence.NOT_CONFIGURED, lambda case: bool(has(case.rulebook)), zh, en),)


def _is_past(case: CaseView, limit: Limit | None) -> bool:
    """Whether the midnight after the due date has come with the case neither decided nor closed before it."""
    if limit is None:
        return False
    at = case.zone.start_of(limit.due + 1)
    return at <= case.now and (case.ended_at is None or case.ended_at >= at)


_FLOW = ("目录没有规定该事项的环节", "the catalogue lists no stages of this item")
_MATERIALS = ("目录没有规定该事项的材料", "the catalogue lists no materials of this item")

_ASKED: Mapping[str, tuple[Asked, ...]] = {
    "T-03": (_STARTED, _LISTED, _PROMISED),
    "T-04": (_STARTED, _LISTED, _PROMISED),
    "T-05": (_STARTED, _LISTED),
    "T-06": (
        _STARTED,
        _LISTED,
        _PROMISED,
        (
            Silence.NOTHING_FOUND,
            lambda case: _is_past(case, case.promise),
            "承诺期限没有超过，不需要督办",
            "the promised time is not exceeded, so there is nothing to cure",
        ),
        (
            Silence.NOTHING_FOUND,
            lambda case: not _is_past(case, case.legal),
            "法定期限也已超过，由规则T-05判定",
            "the legal limit is exceeded too, rule T-05 judges that",
        ),
    ),
    "T-07": _item(
        lambda case: case.item and any(stage.limit_days for stage in case.item.stages.values()),
        "目录没有规定环节时限",
        "the catalogue sets no limits of stages",
    ),
    "T-08": (
        _STARTED,
        *_item(
            lambda case: case.item and case.item.lower_review_days,
            "目录没有规定初审转报的天数",
            "the catalogue sets no days for the lower review",
        ),
    ),
    "T-11": (_STARTED, _LISTED),
    "T-13": _item(
        lambda case: case.item and case.item.certificate,
        "目录没有注明该事项应当发证",
        "the catalogue does not say that this item ends in a certificate",
    ),
    "P-01": _item(lambda case: case.item and case.item.stages, *_FLOW),
    "P-02": _item(lambda case: case.item and case.item.stages, *_FLOW),
    "P-03": _book(
        lambda book: book.posts,
        "规则库没有岗位权限表",
        "the rulebook has no register of posts and their authority",
    ),
    "P-04": _item(
        lambda case: case.item and len(case.item.separation) > 1,
        "目录没有规定哪些角色应当分离",
        "the catalogue does not say which roles are kept apart",
    ),
    "P-08": _item(lambda case: case.item and case.item.materials, *_MATERIALS),
    "P-10": _item(
        lambda case: case.item and (case.item.free is not None or case.item.fees),
        "目录没有规定该事项是否收费",
        "the catalogue does not say whether this item costs anything",
    ),
    "P-12": _item(
        lambda case: case.item and (case.item.hearing_required or case.item.notice_required),
        "目录没有要求听证或者公示",
        "the catalogue requires neither a hearing nor a public notice",
    ),
    "P-18": _item(
        lambda case: case.item and case.item.third_party,
        "目录没有注明该事项涉及利害关系人",
        "the catalogue does not say that others have an interest",
    ),
    "B-01": _book(lambda book: book.basis, "规则库没有依据库", "the rulebook has no register of legal bases"),
    "B-02": _item(lambda case: case.item and case.item.materials, *_MATERIALS),
}
"""What must be known for a rule to say anything: what the rulebook leaves out first, then the rest in this order."""
