"""Number and dates as an official document writes them (GB/T 9704-2012, 7.2.5 and 7.3.5.4)."""

from datetime import date, datetime, timedelta
from hashlib import sha256

DIGITS = 10**12


def document_number(prefix: str, word: str, record_id: str, year: int) -> str:
    """The number (发文字号) of a notice, such as 长政监黄〔2026〕814032557190号: from facts alone.

    A running number would need a register that every maker of notices shares, and would come out otherwise when the
    same events are judged again. So the last part is taken from the id of the card or ticket and the `word` of the
    kind: the same notice always has the same number, no two kinds share one, and of ten thousand notices of a kind
    and year two are alike with a chance of 1 in 20,000. The id itself stands on the notice too.
    """
    digest = sha256(f"{word}\x1f{record_id}".encode()).digest()
    sequence = int.from_bytes(digest[:8]) % DIGITS + 1
    return f"{prefix}{word}〔{year}〕{sequence}号"


def day_in_words(day: date) -> str:
    """2026年1月5日: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(instant: str) -> date:
    """The date an RFC 3339 instant shows on its own wall clock."""
    return datetime.fromisoformat(instant).date()


def last_day(due: str) -> date:
    """The last day on which something due at an instant can be done: the midnight after a day belongs to that day."""
    return (datetime.fromisoformat(due) - timedelta(milliseconds=1)).date()


def until_in_words(due: str) -> str:
    """2026年1月5日（含当日）前."""
    return f"{day_in_words(last_day(due))}（含当日）前"


def minute_in_words(instant: str) -> str:
    """2026年1月5日9时30分."""
    wall = datetime.fromisoformat(instant)
    return f"{day_in_words(wall.date())}{wall.hour}时{wall.minute:02}分"
