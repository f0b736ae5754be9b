"""The time that the leads look at: from the quarter before the current one on, whole days only."""

from datetime import UTC, date, datetime

from rules.office import Office
from rules.zone import iso_date

QUARTER = 3
Parameters = dict[str, str | int]


def since(office: Office) -> str:
    """The month (YYYY-MM) that the look back begins with: the first of the quarter before the current one.

    What was found about earlier times is left as it was said: nobody reads all history again every hour, and a lead of
    two years ago does not go away because nobody asks any more.
    """
    today = date.fromordinal(office.day)
    months = today.year * 12 + (today.month - 1) // QUARTER * QUARTER - QUARTER
    return f"{months // 12:04}-{months % 12 + 1:02}"


def begins(period: str) -> str:
    """The month in which a period (2026-07, 2026-Q3, 2026-07-15) begins."""
    year, _, rest = period.partition("-")
    if rest[:1] == "Q" and rest[1:].isdigit():
        return f"{year}-{int(rest[1:]) * QUARTER - QUARTER + 1:02}"
    return period[:7]


def span(office: Office) -> Parameters:
    """As the queries take it: `since` and `until` are instants, the second exclusive: the day that is over last.

    Nothing before the rulebook's `go_live` is looked at, so that history brings no flood of leads.
    """
    first = date.fromisoformat(f"{since(office)}-01").toordinal()
    first = max(first, office.register.go_live or 0)
    return {
        "since": _instant(office, first),
        "until": _instant(office, office.day),
        "today": iso_date(office.day),
        "zone": office.zone.name,
    }


def _instant(office: Office, day: int) -> str:
    return datetime.fromtimestamp(office.zone.start_of(day) / 1000, UTC).isoformat(timespec="milliseconds")
