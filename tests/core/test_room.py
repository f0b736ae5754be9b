"""A subject has room for more events than any case of life, and for no more than its lane can carry."""

import json

from rules.decode import decode
from rules.dossier import MOST, Dossier, encode, fold
from rules.lane import Lane
from rules.privacy import Border
from rules.strictness import Rejected
from tests.core.test_decode import GOOD
from tests.core.test_lane import ACCEPTED, COURT, T0, event, feed, letters

MEBIBYTE = 1 << 20
CHANGELOG_BYTES = 4 * MEBIBYTE
"""What a record of the changelog may have."""


def told(number: int, size: int) -> bytes:
    """A stage whose opinion fills the event to this many bytes."""
    bare = event(number, "stage_entered", number, stage_code="SL", role="handle", opinion="")
    return event(
        number, "stage_entered", number, stage_code="SL", role="handle", opinion="x" * (size - len(bare))
    )


def full(one: Lane) -> None:
    """Its case accepted, then three events with two mebibytes but one byte, in all."""
    feed(one, ACCEPTED)
    left = MOST.bytes - len(ACCEPTED) - 1
    for number, size in enumerate((MEBIBYTE, MEBIBYTE // 2, left - MEBIBYTE - MEBIBYTE // 2), 2):
        feed(one, told(number, size))


def test_the_last_byte_is_taken_and_one_more_is_a_dead_letter_that_changes_nothing() -> None:
    store: dict[str, bytes] = {}
    one = Lane(COURT, store)
    full(one)
    small = event(9, "closed", 60, kind="withdrawn")
    before = one.end_turn()
    state = store[GOOD["subject"]]
    assert before.outcomes == {"applied": 4}

    feed(one, small)

    turn = one.end_turn()
    assert [(each["reason"], each["path"]) for each in letters(turn)] == [("too_large", "/subject")]
    assert store[GOOD["subject"]] == state
    assert len(state) < CHANGELOG_BYTES
    feed(one, ACCEPTED)
    assert one.end_turn().outcomes == {"duplicate": 1}


def test_people_can_still_act_on_what_is_full_and_other_cases_go_on() -> None:
    one = Lane(COURT, {})
    full(one)
    one.end_turn()
    act = json.loads(event(9, "closed", 60))
    act |= {"type": "desk.card_answer", "data": {"actor_id": "u1", "card_id": "T-04-0", "reason": "x"}}

    feed(one, json.dumps(act).encode())
    feed(one, ACCEPTED.replace(b"430100-2026-000123", b"430100-2026-000124"))

    assert one.end_turn().outcomes == {"applied": 2}


def test_of_small_events_there_is_room_for_a_number_and_no_more() -> None:
    dossier = Dossier(GOOD["subject"])
    outcomes = []
    for number in range(MOST.events + 1):
        raw = event(number, "stage_entered", stage_code="SL", role="handle")
        try:
            outcomes.append(str(fold(dossier, decode(raw, Border(), T0), raw)[1]))
        except Rejected as error:
            outcomes.append(str(error))

    assert outcomes == ["[]"] * MOST.events + ["too_large at /subject"]
    assert len(encode(dossier)) < CHANGELOG_BYTES
