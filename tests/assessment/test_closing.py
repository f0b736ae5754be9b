"""A month from its publication to its close, verified from a real archive, and put right in a later month."""

import json
from typing import Any

import msgspec
import pytest

from rules.assessment.frozen import Frozen, manifest_of, pieces_of
from rules.assessment.periods import Month
from rules.assessment.scores import Score
from rules.outputs import piece
from rules.service_events import Manifest
from sinks.records import Record
from streams.assessment.months import Broken, frozen_of, month_record
from streams.assessment.verifying import verify_month
from streams.exits import Misuse
from tests.assessment.conftest import MONTH, World

DAY = 86_400_000
AFTER = MONTH.plus(1)


def one_of(world: World, role: str) -> str:
    """Somebody with that role."""
    book = world.archive.court.register(world.archive.now)
    return min(who for who, rows in book.staff.items() if role in rows[-1].roles)


def act(world: World, kind: str, subject: str, actor: str, **data: Any) -> str:
    """Do it now, and the outcome."""
    archive = world.archive
    at = archive.court.zone.iso(archive.now)
    event = {
        "specversion": "1.0",
        "id": f"{kind}-{archive.now}",
        "source": "desk/test",
        "type": f"desk.{kind}",
        "subject": subject,
        "time": at,
        "recordedtime": at,
        "data": {"actor_id": actor, "reason": "经核实", **data},
    }
    archive.take([json.dumps(event).encode()])
    outcomes = [each["data"] for each in archive.outputs if each["type"].startswith("action.")]
    mine = next(each for each in reversed(outcomes) if each["action_id"] == event["id"])
    return str(mine["reason"] or mine["outcome"])


def freeze(world: World, month: Month) -> tuple[Frozen, Manifest]:
    """What the command writes before it acts."""
    record, book = month_record(world.client, month), world.assessor.book(month)
    frozen = world.assessor.compute(month, book, record)
    now, zone = world.archive.now, world.archive.court.zone
    manifest = manifest_of(frozen, zone.iso(now), record.revision if record else 0, book.rulebook_hash)
    made = [piece(each, f"{each.number:05}", now, zone) for each in pieces_of(frozen, manifest, str(month))]
    world.archive.write(
        Record(each.topic, 0, 10**6 + n, each.key.encode(), each.value, each.stamp)
        for n, each in enumerate(made)
    )
    return frozen, manifest


def step(world: World, month: Month, kind: str) -> str:
    """Publish or close with the figures of now."""
    _, manifest = freeze(world, month)
    said = {"month": str(month), "manifest": msgspec.to_builtins(manifest)}
    return act(world, kind, month.subject, one_of(world, "supervisor"), **said)


def closed(world: World, month: Month) -> None:
    """The month goes its way to the end."""
    assert step(world, month, "month_publish") == "done"
    world.archive.now += 10 * DAY
    assert step(world, month, "month_close") == "done"


def costly(world: World) -> str:
    """A card that costs a person points in the month."""
    scores = world.assessor.figures(MONTH, preview=True).frozen.scores
    found = [
        line.card_id
        for score in scores
        if score.scope == "person"
        for part in score.parts
        for line in part.lines
        if line.card_id and line.points == "-5.00"
    ]
    return min(found)


def revoke(world: World, card_id: str) -> str:
    card = next(each["data"] for each in world.archive.outputs if each["data"].get("card_id") == card_id)
    return act(world, "card_revoke", card["subject"], one_of(world, "supervisor"), card_id=card_id)


def by_key(scores: tuple[Score, ...]) -> dict[str, Score]:
    return {score.key: score for score in scores}


def test_a_closed_month_is_identical_until_something_becomes_known(world: World) -> None:
    closed(world, MONTH)
    figures = world.assessor.figures(MONTH)

    assert figures.is_closed
    assert verify_month(world.assessor, MONTH).identical

    card_id = costly(world)
    assert revoke(world, card_id) == "done"
    found = verify_month(world.assessor, MONTH)
    assert not found.formulas
    assert any(card_id in sentence for sentence in found.since)
    assert world.assessor.figures(MONTH).frozen == figures.frozen


def test_what_became_known_is_put_right_once_in_a_later_month(world: World) -> None:
    closed(world, MONTH)
    before = by_key(world.assessor.figures(MONTH).frozen.scores)
    card_id = costly(world)
    revoke(world, card_id)
    now = by_key(world.assessor.figures(MONTH, preview=True).frozen.scores)
    world.archive.now += 30 * DAY
    closed(world, AFTER)

    later = by_key(world.assessor.figures(AFTER).frozen.scores)
    adjusted = {
        key: line
        for key, score in later.items()
        for part in score.parts
        if part.name == "adjustments"
        for line in part.lines
    }
    changed = {key for key, score in now.items() if score.total != before[key].total}
    assert changed
    assert set(adjusted) == changed
    assert {line.month for line in adjusted.values()} == {str(MONTH)}
    next_one = world.assessor.figures(AFTER.plus(1)).frozen.scores
    assert not [score.key for score in next_one for part in score.parts if part.name == "adjustments"]


def test_a_card_revoked_while_the_month_is_open_leaves_no_trace_in_the_score(world: World) -> None:
    card_id = costly(world)
    revoke(world, card_id)
    figures = world.assessor.figures(MONTH)

    assert card_id not in msgspec.json.encode(figures.frozen.scores).decode()
    assert world.client.card(card_id) is not None


def test_a_granted_objection_gives_its_points(world: World) -> None:
    before = by_key(world.assessor.figures(MONTH).frozen.scores)
    person = min(key for key in before if key.startswith("person:"))
    step(world, MONTH, "month_publish")
    who = person.partition(":")[2]
    assert act(world, "score_object", MONTH.subject, who, month=str(MONTH), scope=person) == "done"
    record = month_record(world.client, MONTH)
    assert record is not None
    (objection,) = record.objections
    said = {
        "month": str(MONTH),
        "objection_id": objection.objection_id,
        "decision": "grant",
        "points": "-1.25",
    }
    assert act(world, "score_decide", MONTH.subject, one_of(world, "adjudicator"), **said) == "done"
    world.archive.now += 10 * DAY
    assert step(world, MONTH, "month_close") == "done"

    after = by_key(world.assessor.figures(MONTH).frozen.scores)[person]
    assert after.parts[-1].points == "-1.25"
    assert float(after.total) == pytest.approx(float(before[person].total) - 1.25)
    assert verify_month(world.assessor, MONTH).identical


def test_pieces_that_are_not_whole_are_seen(world: World) -> None:
    frozen, manifest = freeze(world, MONTH)

    assert frozen_of(world.client, MONTH, manifest) == frozen
    wrong = msgspec.structs.replace(manifest, result_sha256="0" * 64)
    with pytest.raises(Broken):
        frozen_of(world.client, MONTH, wrong)


def test_what_is_not_closed_cannot_be_verified(world: World) -> None:
    with pytest.raises(Misuse, match="not closed"):
        verify_month(world.assessor, MONTH)


def test_a_month_without_events_has_no_scores(world: World) -> None:
    assert world.assessor.figures(Month(2020, 1)).frozen.scores == ()


def test_figures_from_elsewhere_count_by_their_last_revision(world: World) -> None:
    def told(number: int, event_type: str, recorded: str, **data: Any) -> bytes:
        event = {
            "specversion": "1.0",
            "id": f"o{number}",
            "source": "office",
            "type": event_type,
            "subject": "u1",
            "time": "2026-10-09T00:00:00+08:00",
            "recordedtime": recorded,
            "data": {"staff_id": "u1", **data},
        }
        return json.dumps(event).encode()

    early, late = "2026-10-09T18:00:00+08:00", "2026-10-12T09:00:00+08:00"
    world.archive.take(
        [
            told(1, "staff.attended", early, kind="present"),
            told(2, "staff.attended", late, date="2026-10-10", kind="leave"),
            told(3, "staff.attended", early, date="2026-10-10", kind="absent"),
            told(5, "staff.recorded", early, kind="work", value=80),
            told(6, "staff.recorded", late, kind="work", value="92"),
            told(7, "staff.recorded", early, kind="discipline", value=10),
            told(8, "survey.answered", early, survey_no="Q1", score=88.5),
            told(9, "inspection.found", early, kind="patrol", finding="窗口无人"),
        ]
    )
    counts = by_key(world.assessor.figures(MONTH).frozen.scores)["person:u1"].counts

    assert counts == {
        "days_recorded": 1,
        "days_present": 1,
        "notes": 1,
        "note_points": 92,
        "discipline_points": 10,
        "surveyed": 1,
        "survey_points": 88,
        "patrol_findings": 1,
    }
