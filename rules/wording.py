"""The one line on a card that a person can check with a wall calendar, in Chinese and English."""

from rules.rulebook import DayKind
from rules.verdict import Count
from rules.zone import Zone, iso_date

UNIT_ZH = {DayKind.WORKING: "工作日", DayKind.NATURAL: "自然日"}
UNIT_EN = {DayKind.WORKING: "working days", DayKind.NATURAL: "natural days"}


def clock(zone: Zone, name: tuple[str, str], begun: tuple[str, str], count: Count) -> tuple[str, str]:
    """How a due date comes about: start (not counted) + limit + excluded + extension = due.

    `name` is the limit's, `begun` what happened on the start day; both (Chinese, English).
    """
    if count.start is None or count.due is None or count.limit is None or count.due_at is None:
        return "", ""
    start, due = iso_date(count.start), iso_date(count.due)
    zh = f"{start}{begun[0]}（当日不计），{name[0]}{count.limit}个{UNIT_ZH[count.kind]}"
    en = f"{begun[1]} on {start} (that day not counted) + {name[1]} of {count.limit} {UNIT_EN[count.kind]}"
    if count.excluded:
        spans_zh = "、".join(f"{iso_date(after + 1)}至{iso_date(until)}" for after, until in count.spans)
        spans_en = ", ".join(f"{iso_date(after + 1)} to {iso_date(until)}" for after, until in count.spans)
        zh += f"，另扣除特别程序{count.excluded}天（{spans_zh}）"
        en += f" + {count.excluded} excluded by special procedures ({spans_en})"
    if count.extension:
        zh += f"，延期{count.extension}天"
        en += f" + {count.extension} by extension"
    zh += f"，到期日{due}，自{zone.wall(count.due_at)}起为超期"
    en += f" = due {due}, exceeded from {zone.wall(count.due_at)}"
    if count.provisional:
        zh += "（节假日安排未公布，暂定）"
        en += " (provisional: the holidays are not announced yet)"
    return zh, en


def then(text: tuple[str, str], zh: str, en: str) -> tuple[str, str]:
    """The arithmetic followed by what happened or did not."""
    return f"{text[0]}；{zh}。", f"{text[1]}; {en}."
