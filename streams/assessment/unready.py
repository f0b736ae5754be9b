"""Why a month cannot be published or closed yet, said before anything is computed: every reason, with what to do."""

from rules.assessment.periods import Month
from rules.month_desk import MonthRecord, MonthState
from streams.assessment.computing import Assessor
from streams.assessment.lag import lag_of
from streams.assessment.months import month_record
from streams.assessment.reading import Span
from streams.exits import Stop
from streams.sending import Address

NAMED = 20


def refuse_unready(
    assessor: Assessor, month: Month, address: Address, *, close: bool, unconfirmed: bool, wait: float
) -> MonthRecord | None:
    """The month's record, read once nothing is behind. Raises Stop (exit 1), with all that stands in the way."""
    if assessor.today <= month.last_day:
        raise Stop([f"{month} is not over."])
    lag = lag_of(address, wait)
    record = month_record(assessor.archive, month)
    sentences = _by_record(assessor, month, record, close=close)
    if not lag.none:
        sentences.append(
            f"{month}: found {lag.unjudged:,} records that no worker has judged and {lag.unarchived:,} that the "
            "sink has not archived, expected none; let `liangpai worker` and `liangpai sink` catch up."
        )
    if not sentences and not unconfirmed:
        sentences += _unconfirmed(assessor, month)
    if sentences:
        raise Stop(sentences)
    return record


def _by_record(assessor: Assessor, month: Month, record: MonthRecord | None, *, close: bool) -> list[str]:
    if record is not None and record.state is MonthState.CLOSED:
        return [
            f"{month} was closed {record.closed_at} by {record.closed_by}; what changed since goes into a later month."
        ]
    if not close:
        return []
    if record is None:
        return [f"{month} was not published; run `liangpai assess {month} --publish --actor …` first."]
    found = []
    if assessor.now < record.objections_end:
        found.append(f"{month}: objections may be made until {record.objections_until}.")
    found += [
        f"{month}: objection {each.objection_id} to {each.scope} by {each.actor_id} waits for a decision."
        for each in record.open_objections
    ]
    return found


def _unconfirmed(assessor: Assessor, month: Month) -> list[str]:
    """The cards that wait for a person: none of them counts until then."""
    book = assessor.book(month)
    span = Span(month, assessor.court.zone, book.go_live, assessor.today)
    cards = assessor.archive.run("assessment_unconfirmed", **span.instants)
    if not cards:
        return []
    named = [
        f"  {card['card_id']} {card['rule_id']} {card['colour']}, {card['subject']}, unit {card['dept_code'] or '-'}"
        for card in cards[:NAMED]
    ]
    more = [f"  … and {len(cards) - NAMED:,} more"] if len(cards) > NAMED else []
    return [
        f"{month}: {len(cards):,} cards wait for confirmation; confirm or reject them, or say --leave-unconfirmed:",
        *named,
        *more,
    ]
