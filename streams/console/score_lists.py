"""What a score is made of, as lists: each line leads to the card, case or rating it rests on."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from dashboards.console.models import Line, Listing, Texts
from rules.assessment.scores import Score
from rules.cards import CardState
from streams.card_words import COLOURS, STATES, rule_name
from streams.console.shelf import Row
from streams.console.visit import Visit
from streams.ticket_words import WORTH, word

_PART, _CASE = ("分项", "part"), ("办件", "case")
_PARTS = (_PART, ("得分", "points"), ("满分", "of"), ("分子 / 分母", "share"), ("排除", "excluded"))
_CHANGES = (_PART, ("依据", "because of"), ("分值", "points"), ("事由", "why"))
_CARDS = (
    ("等级", "colour"),
    ("牌号", "card"),
    ("规则", "rule"),
    ("状态", "state"),
    _CASE,
    ("算式", "arithmetic"),
)
_CASES = (("承诺到期日", "promise due"), _CASE, ("办结", "ended"), ("计为", "counts as"))
_RATINGS = (("等级", "grade"), _CASE, ("时间", "rated at"), ("是否计入", "counts"), ("事件", "event"))
_MARKS = {"accepted": ("受理", "accepted"), "ended_here": ("办结", "ended"), "late": ("超期", "late")}


def lists_of(visit: Visit, score: Score, found: Mapping[str, list[Row]]) -> list[Listing]:
    """Parts; what changed them; the cards behind; of a person the cases and ratings too."""
    lists = [
        _list(visit, ("分项", "Parts"), _PARTS, _parts(visit, score)),
        _list(visit, ("加减分", "What changed them"), _CHANGES, _changes(visit, score)),
        _list(visit, ("牌", "Cards"), _CARDS, [_card(visit, row) for row in found["cards"]]),
    ]
    if "cases" in found:
        lists.append(_list(visit, ("办件", "Cases"), _CASES, [_case(visit, row) for row in found["cases"]]))
    if "ratings" in found:
        rated = [_rating(visit, row) for row in found["ratings"]]
        lists.append(_list(visit, ("评价", "Ratings"), _RATINGS, rated))
    return lists


def _list(visit: Visit, title: Texts, heads: Sequence[Texts], lines: list[Line]) -> Listing:
    return Listing(visit.viewer.word(title), [visit.viewer.word(head) for head in heads], lines)


def _parts(visit: Visit, score: Score) -> list[Line]:
    return [
        Line(
            "",
            (
                visit.say(part.zh, part.name), part.points, part.full or "—",
                f"{part.numerator} / {part.denominator}" if part.denominator else "—", visit.half(part.excluded) or "—",
            ),
        )
        for part in score.parts
    ]  # fmt: skip


def _changes(visit: Visit, score: Score) -> list[Line]:
    return [
        Line(
            f"/console/cards/{line.card_id}" if line.card_id else "",
            (
                visit.say(part.zh, part.name), line.card_id or line.month or "—", line.points,
                visit.say(line.zh, line.en),
            ),
        )
        for part in score.parts
        for line in part.lines
    ]  # fmt: skip


def _card(visit: Visit, row: Row) -> Line:
    word_of = visit.viewer.word
    cells = (
        word_of(COLOURS[row["colour"]]), str(row["card_id"]), f"{row['rule_id']} {word_of(rule_name(row['rule_id']))}",
        word_of(STATES[CardState(row["state"])]), str(row["subject"]), visit.half(str(row["arithmetic"])),
    )  # fmt: skip
    return Line(f"/console/cards/{row['card_id']}", cells, row["colour"])


def _case(visit: Visit, row: Row) -> Line:
    said = visit.say("、", ", ").join(visit.viewer.word(texts) for name, texts in _MARKS.items() if row[name])
    cells = (
        str(row["promise_due_date"] or "—"),
        str(row["case_no"]),
        visit.viewer.when(row["ended_at"]),
        said,
    )
    return Line(
        f"/console/cases/{quote(str(row['case_no']), safe='')}", cells, "overdue" if row["late"] else ""
    )


def _rating(visit: Visit, row: Row) -> Line:
    cells = (
        str(row["level"]), str(row["subject"]), visit.viewer.when(row["rated_at"]),
        word(WORTH, row["status"], visit.viewer.lang), str(row["event"]),
    )  # fmt: skip
    return Line(f"/console/cases/{quote(str(row['subject']), safe='')}", cells)
