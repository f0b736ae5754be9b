"""Figures of months for pages: frozen ones where a month is closed, else computed, one at a time, and kept a while."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

import msgspec

from rules.assessment.periods import Month
from rules.assessment.scores import Score
from rules.month_desk import MonthRecord, MonthState
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor, Figures
from streams.assessment.exporting import month_files
from streams.assessment.months import month_record
from streams.assessment.reading import Span
from streams.assessment.showing import evidence
from streams.console.shelf import Row, Shelf

KEPT_MS = 60_000
"""How long computed figures are shown before they are computed again."""

MOST_KEPT = 24
_record = msgspec.json.Decoder(MonthRecord).decode


class _Kept(NamedTuple):
    at: int
    revision: int
    figures: Figures


class Months:
    """Months of one archive; `clock` gives ms UTC."""

    def __init__(self, shelf: Callable[[], Shelf], clock: Callable[[], int]) -> None:
        self._shelf, self._clock = shelf, clock
        self._kept: dict[Month, _Kept] = {}
        self._computing = asyncio.Lock()

    async def records(self) -> dict[str, MonthRecord]:
        """The months that were published or closed."""
        rows = await self._shelf().lately("assessment_months")
        found = [_record(str(row["data"])) for row in rows]
        return {each.month: each for each in found}

    async def record(self, month: Month) -> MonthRecord | None:
        """What was done with the month; None where nothing was."""
        return await self._shelf().asked(lambda archive: month_record(archive, month))

    async def figures(self, month: Month, record: MonthRecord | None) -> tuple[Figures, int]:
        """The month's figures where that is its record, and when they were computed. Raises Unavailable."""
        revision = record.revision if record is not None else 0
        async with self._computing:
            kept = self._kept.get(month)
            if kept is None or kept.revision != revision or not self._is_fresh(kept):
                kept = await self._compute(month, revision)
        return kept.figures, kept.at

    async def evidence(self, figures: Figures, score: Score) -> dict[str, list[Row]]:
        """What a score rests on: cards, of a person the cases and ratings too."""
        court, now = self._shelf().court(), self._clock()
        span = Span(figures.month, court.zone, figures.book.go_live, court.zone.day_of(now))
        return await self._shelf().asked(lambda archive: evidence(archive, figures, score, span))

    async def file(self, month: Month, form: str) -> tuple[str, bytes]:
        """The name and the content of the month's export in a form of one file. Raises Unavailable."""
        court, now = self._shelf().court(), self._clock()

        def written(archive: ArchiveClient) -> tuple[str, bytes]:
            (file,) = month_files(Assessor(archive, court, now), month, [form], preview=False)
            made = BytesIO()
            file.write(made, lambda _: None)
            return file.name, made.getvalue()

        return await self._shelf().asked(written)

    def _is_fresh(self, kept: _Kept) -> bool:
        return kept.figures.is_closed or self._clock() - kept.at < KEPT_MS

    async def _compute(self, month: Month, revision: int) -> _Kept:
        court, now = self._shelf().court(), self._clock()

        def keep(figures: Figures) -> _Kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[month] = _Kept(now, revision, figures)
            return self._kept[month]

        # Kept by the thread that computes, so that what nobody waited for any more is there for who comes next.
        return await self._shelf().asked(lambda archive: keep(Assessor(archive, court, now).figures(month)))


def state_of(record: MonthRecord | None) -> tuple[str, str]:
    """The state of a month in words."""
    if record is None:
        return "预览（未公示）", "preview (not published)"
    if record.state is MonthState.CLOSED:
        return "已结账（最终）", "closed (final)"
    return "已公示", "published"
