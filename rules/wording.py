"""The one line on a card that a person can check with a wall calendar, in Chinese and English."""

from collections.abc import Sequence

from rules.rulebook import DayKind
from rules.verdict import Count
from rules.zone import Zone, iso_date

SPECIAL_ZH = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
SPECIAL_EN = {kind: kind.replace("_", " ") for kind in SPECIAL_ZH}
"""What the special procedures of 行政许可法 45 are called."""

UNIT_ZH = {DayKind.WORKING: "工作日", DayKind.NATURAL: "自然日"}
UNIT_EN = {DayKind.WORKING: "working days", DayKind.NATURAL: "natural days"}

BY_PROCEDURES = ("特别程序", "special procedures")
"""Why days of a case are excluded."""


def clock(
    zone: Zone,
    name: tuple[str, str],
    begun: tuple[str, str],
    count: Count,
    step: tuple[str, int] | None = None,
    excluding: tuple[str, str] = BY_PROCEDURES,
) -> tuple[str, str]:
    """How a due date comes about: start (not counted) + limit + excluded + extension = due, and what came when.

    `name` is the limit's, `begun` what happened on the start day, `excluding` why days do not count; all (Chinese,
    English). `step` is the degree and the moment (ms) that was reached; without one, that of exceeding is named.
    """
    if count.start is None or count.due is None or count.limit is None or count.due_at is None:
        return "", ""
    start, due = iso_date(count.start), iso_date(count.due)
    zh = f"{start}{begun[0]}（当日不计），{name[0]}{count.limit}个{UNIT_ZH[count.kind]}"
    en = f"{begun[1]} on {start} (that day not counted) + {name[1]} of {count.limit} {UNIT_EN[count.kind]}"
    if count.excluded:
        dates = [from_to(after + 1, until) for after, until in count.spans]
        spans_zh, spans_en = "、".join(zh for zh, _ in dates), ", ".join(en for _, en in dates)
        zh += f"，另扣除{excluding[0]}{count.excluded}天（{spans_zh}）"
        en += f" + {count.excluded} excluded by {excluding[1]} ({spans_en})"
    if count.extension:
        zh += f"，延期{count.extension}天"
        en += f" + {count.extension} by extension"
    when = _reached(zone, count.due_at, *(step or ("", count.due_at)))
    zh += f"，到期日{due}，{when[0]}"
    en += f" = due {due}, {when[1]}"
    if count.provisional:
        zh += "（节假日安排未公布，暂定）"
        en += " (provisional: the holidays are not announced yet)"
    return zh, en


def from_to(first: int, last: int) -> tuple[str, str]:
    """A span of dates (ordinals, both inclusive), Chinese and English; one date by itself."""
    begin, end = iso_date(first), iso_date(last)
    return (begin, begin) if first == last else (f"{begin}至{end}", f"{begin} to {end}")


def _reached(zone: Zone, due_at: int, degree: str, at: int) -> tuple[str, str]:
    """The last moment named is the one that was reached, so that "by then" speaks of it."""
    exceeded, reached = zone.wall(due_at), zone.wall(at)
    if degree == "warning" and at < due_at:
        return f"自{reached}起预警", f"warned of from {reached}"
    zh, en = f"自{exceeded}起为超期", f"exceeded from {exceeded}"
    return (zh, en) if at == due_at else (f"{zh}，自{reached}起加重", f"{en}, graver from {reached}")


def then(text: tuple[str, str], zh: str, en: str) -> tuple[str, str]:
    """The arithmetic followed by what happened or did not."""
    return f"{text[0]}；{zh}。", f"{text[1]}; {en}."


MOST_NAMED = 10


def several(names: Sequence[str]) -> tuple[str, str]:
    """The names for a sentence, Chinese and English; of more than ten the first ten and how many there are."""
    zh, en = "、".join(names[:MOST_NAMED]), ", ".join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        return f"{zh}等{len(names)}项", f"{en} and {len(names) - MOST_NAMED} more"
    return zh, en


_UNSEEN = dict.fromkeys(
    (*range(32), *range(127, 160), 8232, 8233, *range(8234, 8239), *range(8294, 8298)), "�"
)


def plain(text: str, keep: str = "") -> str:
    """The text with each character that moves a cursor, breaks a line or turns the writing round replaced by a mark.

    Texts of events end on cards and terminals; `keep` are those wanted all the same.
    """
    if text.isprintable():  # as nearly all are; of the signs looked for none is
        return text
    kept = {code: sign for code, sign in _UNSEEN.items() if chr(code) not in keep} if keep else _UNSEEN
    return text.translate(kept)
