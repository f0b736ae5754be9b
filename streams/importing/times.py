"""Times as other systems write them → instants with an offset, and instants → the text of our events."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from streams.importing.rows import Cell, text_of

NAMED_FORMATS = {
    "iso": "ISO 8601 such as 2026-01-05T10:00:00+08:00",
    "excel": "an Excel serial day such as 46027.4167",
    "unix": "seconds since 1970",
    "unix_ms": "milliseconds since 1970",
}
"""Formats that have a name in mapping files; any other is a strptime pattern."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a serial day has no zone; the mapping's is put on it)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NoTime(ValueError):
    """The cell holds no time; the text says what was expected."""


class TimeReader:
    """Reads cells as instants; times without an offset are local to `zone`.

    A local time that the clocks skip is no time. One that comes twice is taken as the first; `repeated`
    counts such texts, `ambiguous` those in which a later format reads another time (3/4 as 3 April and 4 March).
    """

    def __init__(self, zone: ZoneInfo, formats: tuple[str, ...]) -> None:
        self.zone = zone
        self.formats = formats
        self.repeated = 0
        self.ambiguous = 0
        self._parse = lru_cache(maxsize=8192)(
            self._parse_text
        )  # the case's own times stand on each of its rows

    def read(self, cell: Cell) -> datetime:
        """The instant in the cell. Raises NoTime."""
        return self._parse(text_of(cell))

    def text(self, instant: datetime) -> str:
        """RFC 3339 with the zone's offset, milliseconds rounded down; UTC where the offset has seconds."""
        local = instant.astimezone(self.zone)
        if (local.utcoffset() or timedelta()).total_seconds() % 60:
            local = local.astimezone(UTC)
        return local.isoformat(timespec="milliseconds")

    def _parse_text(self, text: str) -> datetime:
        for place, form in enumerate(self.formats, 1):
            moment = _read_if(form, text)
            if moment is not None:
                others = (_read_if(other, text) for other in self.formats[place:])
                self.ambiguous += any(other not in {None, moment} for other in others)
                return self._anchored(moment)
        raise NoTime("a time as " + " or ".join(NAMED_FORMATS.get(form, form) for form in self.formats))

    def _anchored(self, moment: datetime) -> datetime:
        if moment.tzinfo is not None:
            return moment.astimezone(self.zone)
        first = moment.replace(tzinfo=self.zone, fold=0)
        if first.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != moment:
            raise NoTime(f"a local time of {self.zone.key} (the clocks skip this one)")
        self.repeated += first.utcoffset() != first.replace(fold=1).utcoffset()
        return first


def _read_if(form: str, text: str) -> datetime | None:
    """The moment in the text, None where the text has not this form."""
    try:
        return _read_as(form, text)
    except (ValueError, OverflowError):
        return None


def _read_as(form: str, text: str) -> datetime:
    """The moment in the text, with an offset if the text has one. Raises ValueError, OverflowError."""
    if form == "iso":
        if not _ISO.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text)
    if form == "excel":
        milliseconds = round(float(text) * 86_400_000)  # a serial day holds about that much and no more
        return _EXCEL_EPOCH + timedelta(milliseconds=milliseconds)
    if form in ("unix", "unix_ms"):
        return _UNIX_EPOCH + float(text) * timedelta(milliseconds=1000 if form == "unix" else 1)
    return datetime.strptime(text, form)  # noqa: DTZ007 (the zone is put on by the caller)
