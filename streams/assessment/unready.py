"""Why a month cannot be published or closed yet, said before anything is computed: every reason, with what to do."""

from collections.abc import Callable
from typing import NamedTuple

from rules.assessment.periods import Month
from rules.month_desk import MonthRecord, MonthState
from streams.assessment.computing import Assessor
from streams.assessment.lag import Lag, lag_of
from streams.assessment.months import month_record
from streams.assessment.reading import Span
from streams.event_words import Texts
from streams.exits import Stop
from streams.sending import Address

NAMED = 20


class Standing(NamedTuple):
    """The month's record, read once nothing was behind, and what stands in the way."""

    record: MonthRecord | None
    obstacles: list[Texts]


def refuse_unready(
    assessor: Assessor, month: Month, address: Address, *, close: bool, unconfirmed: bool, wait: float
) -> MonthRecord | None:
    """The month's record. Raises Stop (exit 1), with all that stands in the way."""
    found = standing(assessor, month, lambda: lag_of(address, wait), close=close, unconfirmed=unconfirmed)
    if found.obstacles:
        raise Stop([en for _, en in found.obstacles])
    return found.record


def standing(
    assessor: Assessor, month: Month, lag: Callable[[], Lag], *, close: bool, unconfirmed: bool
) -> Standing:
    """What stands in the way of publishing or closing; `unconfirmed`: cards that wait for confirmation do not. `lag`
    asks how far workers and the sink are behind."""
    if assessor.today <= month.last_day:
        return Standing(None, [(f"{month}尚未结束。", f"{month} is not over.")])
    behind = lag()
    record = month_record(assessor.archive, month)
    found = _by_record(assessor, month, record, close=close)
    if not behind.none:
        found.append(_behind(month, behind))
    if not found and not unconfirmed:
        found += _unconfirmed(assessor, month)
    return Standing(record, found)


def _behind(month: Month, lag: Lag) -> Texts:
    zh = f"{month}：还有{lag.unjudged:,}条记录没有判定、{lag.unarchived:,}条没有归档；请等处理完毕后再办。"
    en = (
        f"{month}: found {lag.unjudged:,} records that no worker has judged and {lag.unarchived:,} that the "
        "sink has not archived, expected none; let `liangpai worker` and `liangpai sink` catch up."
    )
    return zh, en


def _by_record(assessor: Assessor, month: Month, record: MonthRecord | None, *, close: bool) -> list[Texts]:
    if record is not None and record.state is MonthState.CLOSED:
        by = f"{record.closed_at} by {record.closed_by}"
        return [
            (
                f"{month}已由{record.closed_by}于{record.closed_at}结账；其后的变动计入以后的月份。",
                f"{month} was closed {by}; what changed since goes into a later month.",
            )
        ]
    if not close:
        return []
    if record is None:
        first = f"run `liangpai assess {month} --publish --actor …` first."
        return [(f"{month}尚未公示，请先公示。", f"{month} was not published; {first}")]
    found: list[Texts] = []
    if assessor.now < record.objections_end:
        until = record.objections_until
        found.append((f"{month}：异议期到{until}为止。", f"{month}: objections may be made until {until}."))
    return found + [
        (
            f"{month}：{each.actor_id}对{each.scope}的异议{each.objection_id}尚未处理。",
            f"{month}: objection {each.objection_id} to {each.scope} by {each.actor_id} waits for a decision.",
        )
        for each in record.open_objections
    ]


def _unconfirmed(assessor: Assessor, month: Month) -> list[Texts]:
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
    rest = len(cards) - NAMED
    more = [(f"  …另有{rest:,}张", f"  … and {rest:,} more")] if rest > 0 else []
    return [
        (
            f"{month}：{len(cards):,}张牌待确认；请确认或不予确认，或者选择留待以后。",
            f"{month}: {len(cards):,} cards wait for confirmation; confirm or reject them, or say --leave-unconfirmed:",
        ),
        *((each, each) for each in named),
        *more,
    ]
