"""Grades and labels of the good-and-bad rating (好差评): the national list of codes, its version, what was retired.

A label belongs to one grade, by its first digit. Units may neither add nor remove labels, so the list is code and no
setting; what a rating says that the list does not is kept and marked, never refused. The names are the list's own;
the English ones are short renderings of it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

LIST_VERSION = "2"
"""The list whose codes are active here; the first one's are `RETIRED`."""

Names = tuple[str, str]
"""(Chinese, English)."""

GRADES: Mapping[int, Names] = {
    5: ("非常满意", "very satisfied"),
    4: ("满意", "satisfied"),
    3: ("基本满意", "fairly satisfied"),
    2: ("不满意", "dissatisfied"),
    1: ("非常不满意", "very dissatisfied"),
}

LABELS: Mapping[str, Names] = {
    "510": ("一窗受理一次办结", "one window, done in one visit"),
    "511": ("可以先受理后补材料", "accepted first, materials later"),
    "512": ("不用提交证明", "no certificates asked for"),
    "513": ("可以全程网上办理", "online from beginning to end"),
    "514": ("可以使用手机办理", "can be done by phone"),
    "515": ("可以就近办理", "can be done nearby"),
    "516": ("无需材料直接办理", "done without any materials"),
    "517": ("服务热情效率高", "friendly and efficient"),
    "406": ("填写一张表单就可完成申报", "one form is all it takes"),
    "407": ("在线提交材料窗口核验", "materials online, checked at the window"),
    "408": ("一张清单告知全部申报材料", "one list names all materials"),
    "409": ("用告知承诺减免申报材料", "a promise in place of materials"),
    "410": ("可以在线预约办理", "can be booked online"),
    "411": ("跑大厅一次办完", "done in one visit to the hall"),
    "412": ("可以使用自助机办理", "can be done at a machine"),
    "413": ("服务态度较好", "rather friendly"),
    "307": ("一次性告知需要补正的材料", "told at once what was missing"),
    "308": ("提供申报材料样本", "samples of materials given"),
    "309": ("在承诺的时间内办结", "done in the promised time"),
    "310": ("办事指南指引准确", "the guide is right"),
    "311": ("按办事指南要求的材料即可办理", "the guide's materials were enough"),
    "312": ("可以快递送达", "delivered by courier"),
    "313": ("跑动次数与承诺的一致", "as many visits as promised"),
    "314": ("服务态度一般", "neither friendly nor unfriendly"),
    "207": ("没有提供材料样本", "no samples of materials"),
    "208": ("没有提供材料清单", "no list of materials"),
    "209": ("未在承诺时间内办结", "not done in the promised time"),
    "210": ("同样内容的证明材料被要求多次提交", "the same proof asked for several times"),
    "211": ("承诺网办但无法在线办理", "promised online, impossible online"),
    "212": ("在线预约后到大厅重复取号排队", "booked online, queued again in the hall"),
    "213": ("窗口人员业务不熟练", "the window does not know its business"),
    "214": ("服务态度生硬", "curt"),
    "108": ("在办事指南之外增加新的审批条件", "conditions added beyond the guide"),
    "109": ("需提供办事指南之外的申报材料", "materials asked for beyond the guide"),
    "110": ("无理由超过法定办理时间", "past the legal limit without reason"),
    "111": ("指南样本有错", "the guide's sample is wrong"),
    "112": ("承诺在线收取申报材料实际无法收取", "promised to take materials online, could not"),
    "113": ("多头跑窗口和部门", "sent from window to window"),
    "114": ("跑动次数与承诺的不一致", "more visits than promised"),
    "115": ("服务态度差效率低", "unfriendly and slow"),
}

RETIRED: frozenset[str] = frozenset(
    str(code)
    for first, last in ((101, 107), (201, 206), (301, 306), (401, 405), (501, 509))
    for code in range(first, last + 1)
)
"""Codes of the first list: terminals in the field still send them."""


class LabelFault(StrEnum):
    """Why a label says nothing here although it is kept."""

    RETIRED = "retired"
    OTHER_GRADE = "other_grade"
    UNKNOWN = "unknown"


class SaidLabels(NamedTuple):
    """The labels of one rating: all of them as sent, and the marks of those that say nothing, "<fault> <label>"."""

    labels: tuple[str, ...]
    faults: tuple[str, ...]


def read_labels(said: Sequence[str | int] | None, level: int | None) -> SaidLabels:
    """The labels of a rating of this grade, each once in the order in which they were sent; blank ones are left out."""
    labels = tuple(dict.fromkeys(text for each in said or () if (text := str(each).strip())))
    faults = ((label, fault_of(label, level)) for label in labels)
    return SaidLabels(labels, tuple(f"{fault} {label}" for label, fault in faults if fault))


def fault_of(label: str, level: int | None) -> LabelFault | None:
    """Why the label says nothing in a rating of this grade, None where it does; retired goes before other grade."""
    if label in RETIRED:
        return LabelFault.RETIRED
    if label not in LABELS:
        return LabelFault.UNKNOWN
    return None if level == grade_of(label) else LabelFault.OTHER_GRADE


def grade_of(label: str) -> int:
    """The grade a listed or retired label belongs to."""
    return int(label[0])


def telling(labels: Sequence[str], level: int | None) -> tuple[str, ...]:
    """The labels that may be held against clocks and materials: active ones of the rating's own grade."""
    return tuple(label for label in labels if fault_of(label, level) is None)
