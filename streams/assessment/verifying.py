"""Recompute a closed month: is what was frozen whole, do the formulas still give it, does the archive still say so."""

from typing import NamedTuple

from rules.assessment.adjusting import what_differs
from rules.assessment.periods import Month
from rules.assessment.scoring import score_month
from streams.assessment.computing import Assessor, booked_in
from streams.assessment.months import frozen_of
from streams.exits import Misuse


class Verified(NamedTuple):
    """What a verification found; `formulas` are scores that come out otherwise from the frozen facts, `since` what
    the archive says otherwise now: it is put right in a later month."""

    manifest_sha256: str
    scores: int
    formulas: list[str]
    since: list[str]

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return not (self.formulas or self.since)


def verify_month(assessor: Assessor, month: Month) -> Verified:
    """Raises Misuse where the month is not closed, Broken where the frozen figures are not whole."""
    figures = assessor.figures(month)
    if not figures.is_closed or figures.record is None or figures.record.closed is None:
        raise Misuse(f"{month} is not closed; there is nothing to verify.")
    manifest = figures.record.closed
    frozen = frozen_of(assessor.archive, month, manifest)
    again = score_month(frozen.facts, figures.book, month.last_day, booked_in(frozen.scores))
    before = {score.key: score for score in frozen.scores}
    formulas = [
        f"{score.key}: {before[score.key].total if score.key in before else 'none'} frozen, {score.total} recomputed"
        for score in again
        if before.get(score.key) != score
    ]
    since = what_differs(frozen.facts, assessor.facts(month, figures.book))
    return Verified(manifest.result_sha256, len(frozen.scores), formulas, since)
