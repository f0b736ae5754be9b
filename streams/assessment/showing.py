"""A month as people read it in a terminal: the table of scores, and one score down to its cards, cases and ratings."""

from collections.abc import Iterator, Sequence
from typing import Any

from rules.assessment.facts import CATALOGUE
from rules.assessment.periods import Longer
from rules.assessment.scores import SCORED_ZH, Score
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Figures
from streams.assessment.reading import Span
from streams.exits import Misuse

SHOWN = 20
NAMED_AT_ONCE = 200
"""Cards asked for in one question, whose address has room for no more than 8 kB."""


def heading(figures: Figures) -> str:
    """What month this is, and what its figures are worth."""
    record = figures.record
    if figures.is_closed and record is not None and record.closed is not None:
        return (
            f"{figures.month}: closed 已结账 {record.closed_at} by {record.closed_by}, as of {record.closed.as_of}; "
            f"result {record.closed.result_sha256[:16]}…, rulebook {figures.book.version}."
        )
    state = (
        "preview 预览, nothing is frozen"
        if record is None
        else "published 已公示, shown as the archive has it now"
    )
    if record is not None:
        waiting = len(record.open_objections)
        state += (
            f"; objections until {record.objections_until}, {len(record.objections)} made, {waiting} open"
        )
    return f"{figures.month}: {state}; rulebook {figures.book.version}."


def summary(scores: Sequence[Score], scope: str) -> Iterator[str]:
    """The scores of one kind, ranked ones first."""
    mine = sorted(
        (score for score in scores if score.scope == scope),
        key=lambda score: (score.group, score.rank is None, score.rank or 0, score.id),
    )
    yield f"{SCORED_ZH[scope]} {scope}: {len(mine):,}"
    for score in mine[:SHOWN]:
        place = f"{score.rank}/{score.ranked}" if score.rank else score.unranked
        yield f"  {score.total:>7}  {score.grade}  {score.id} {one_line(score.name)}  [{score.group}]  {place}"
    if len(mine) > SHOWN:
        yield f"  … and {len(mine) - SHOWN:,} more; `liangpai export` writes all."


def longer(scores: Sequence[Longer], scope: str) -> Iterator[str]:
    """The scores of a longer period."""
    mine = [score for score in scores if score.scope == scope]
    yield f"{SCORED_ZH[scope]} {scope}: {len(mine):,}"
    for score in mine[:SHOWN]:
        months = ", ".join(f"{month} {total}" for month, total in score.totals.items())
        yield f"  {score.total:>7}  {score.grade}  {score.id} {one_line(score.name)}  ({months})"
    if len(mine) > SHOWN:
        yield f"  … and {len(mine) - SHOWN:,} more; `liangpai export` writes all."


def one_line(text: str) -> str:
    """A name that stays on its line, without characters that move a terminal's cursor."""
    return "".join(each if each.isprintable() else " " for each in text)


def score_lines(score: Score) -> Iterator[str]:
    """A score: its parts with numerator, denominator and exclusions, and what changed each."""
    place = f"rank {score.rank} of {score.ranked} in {score.group}" if score.rank else score.unranked
    yield f"{SCORED_ZH[score.scope]} {score.id} {one_line(score.name)}: {score.total} {score.grade}; {place}"
    yield f"  model {score.model}; counted in {', '.join(score.departments) or '-'}"
    for part in score.parts:
        of = f" of {part.full}" if part.full else ""
        share = f"  ({part.numerator} / {part.denominator})" if part.denominator else ""
        yield f"  {part.zh} {part.name}: {part.points}{of}{share}"
        if part.excluded:
            yield f"      excluded: {part.excluded}"
        for line in part.lines:
            yield f"      {line.points:>7}  {one_line(line.zh)} / {one_line(line.en)}  {line.card_id}"
    yield f"  = {' + '.join(part.points for part in score.parts)} = {score.total}"
    yield from _sample_lines(score)
    yield "  facts: " + ", ".join(
        f"{CATALOGUE[name].zh} {name} {count:,}" for name, count in score.counts.items()
    )


def _sample_lines(score: Score) -> Iterator[str]:
    sample = score.sample
    if sample.n:
        yield (
            f"  ratings: n {sample.n}, mean {sample.mean}, 95 % {sample.low}–{sample.high}, "
            f"mean of the kind {sample.prior}, shrunk {sample.shrunk}"
        )


def evidence(
    archive: ArchiveClient, figures: Figures, score: Score, span: Span
) -> dict[str, list[dict[str, Any]]]:
    """What a score rests on: its cards with their events, and of a person the cases and ratings."""
    found: dict[str, list[dict[str, Any]]] = {"cards": list(_cards(archive, card_ids(figures, score)))}
    if score.scope == "person":
        found["cases"] = archive.run("assessment_cases_of", staff_id=score.id, **span.days)
        found["ratings"] = archive.run("assessment_ratings_of", staff_id=score.id, **span.instants)
    return found


def card_ids(figures: Figures, score: Score) -> list[str]:
    """The cards that count for a score, also those that cost nothing because a graver one of the case does."""
    mine = {line.card_id for part in score.parts for line in part.lines if line.card_id}
    if score.scope == "person":
        mine |= {card.card_id for card in figures.frozen.facts.cards if card.staff_id == score.id}
    return sorted(mine)


def _cards(archive: ArchiveClient, named: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The cards as they stand, those that the archive has."""
    for first in range(0, len(named), NAMED_AT_ONCE):
        yield from archive.run("cards_named", card_ids=",".join(named[first : first + NAMED_AT_ONCE]))


def evidence_lines(found: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The evidence as lines; `liangpai explain CASE` opens each case to its events."""
    for card in found["cards"]:
        yield f"  card {card['card_id']} {card['colour']} {card['state']} ({card['subject']}): {card['arithmetic']}"
        yield f"      events: {', '.join(card['evidence']) or '-'}"
    for case in found.get("cases", ()):
        marks = [name for name, sql in _MARKS if case[sql]]
        due, ended = case["promise_due_date"] or "-", case["ended_at"] or "open"
        yield f"  case {case['case_no']} ({', '.join(marks)}): due {due}, ended {ended}"
    for rating in found.get("ratings", ()):
        counted = "counts" if rating["counts"] else f"does not count: {rating['status']}"
        yield (
            f"  rating {rating['rating_id']} grade {rating['level']} channel {rating['channel']} ({counted}): "
            f"{rating['subject']}, event {rating['event']}"
        )


_MARKS = (("accepted", "accepted"), ("ended", "ended_here"), ("late", "late"))


def the_score(scores: Sequence[Score], said: str, month: object) -> Score:
    """The score somebody asks for. Raises Misuse where there is none."""
    from streams.assessment.tables import score_named

    score = score_named(scores, said)
    if score is None:
        raise Misuse(
            f"{said}: found no score of {month}, expected a staff id such as u17, or {', '.join(SCORED_ZH)} and an id, "
            "as in unit:430100-ZJ."
        )
    return score
