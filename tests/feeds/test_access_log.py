"""The access log: what was changed, taken out or put in shows."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from rules.alerts import AddresseeState
from rules.rulebook import StaffMember
from streams.feeds.access import PURPOSE, AccessLog, Looked, faults, sealed
from streams.feeds.dossier import may_see
from streams.people.people import SignedIn
from streams.people.register import Colleague
from streams.people.sessions import Session
from streams.privacy import Key
from streams.sending import Letter
from tests.delivery.samples import addressee, alert

KEY = Key.of(b"a deployment's key of 32 bytes or more")
SECRET = KEY.secret_for(PURPOSE)


def entries(*reasons: str) -> list[dict[str, Any]]:
    """What one process writes when it is asked with these reasons."""
    sent: list[Letter] = []

    async def send(letters: Sequence[Letter]) -> None:
        sent.extend(letters)

    async def write() -> None:
        log = AccessLog(KEY, send)
        for reason in reasons:
            await log.write(Looked("u90", "dossier", "alert-1", "案-1", reason, "shown"))

    asyncio.run(write())
    return [json.loads(letter.value)["data"] for letter in sent]


def test_what_was_written_is_whole_also_where_two_processes_write_and_one_entry_came_twice() -> None:
    one, two = entries("核查", "again", "third"), entries("other")

    assert list(faults(SECRET, [one[0], two[0], one[1], one[1], one[2]])) == []


@pytest.mark.parametrize("field", ["staff_id", "subject", "reason", "at", "outcome", "number", "previous"])
def test_a_changed_entry_shows_whatever_was_changed(field: str) -> None:
    written = entries("one", "two", "three")
    written[1][field] = 7 if field == "number" else "changed"

    assert any("entry 2" in each or "entry 7" in each for each in faults(SECRET, written))


def test_an_entry_taken_out_or_forged_shows() -> None:
    written = entries("one", "two", "three")
    forged = dict(written[2]) | {"number": 4, "previous": written[2]["seal"], "reason": "forged"}
    forged["seal"] = sealed(b"another key", forged)

    assert len(list(faults(SECRET, [written[0], written[2]]))) == 1
    assert len(list(faults(SECRET, written[1:]))) == 1
    assert len(list(faults(SECRET, [*written, forged]))) == 1


def person(dept: str, *roles: str) -> SignedIn:
    member = StaffMember(
        staff_id="u1", name="", dept_code=dept, staff_type="", post="", roles=roles, valid_from=0, valid_to=9
    )  # fmt: skip
    return SignedIn(Session("u1", "token", "local", 0, 1), Colleague(member, None), must_change=False)


def test_a_dossier_is_for_the_unit_that_was_told_and_a_supervisor_does_not_see_what_only_discipline_was_told() -> (
    None
):
    import msgspec

    told = addressee("discipline")
    ours = alert(receivers=[told])
    secret = alert(receivers=[msgspec.structs.replace(told, unit="discipline")])
    held = alert(receivers=[msgspec.structs.replace(told, told_at=None, state=AddresseeState.HELD)])

    assert may_see(ours, person("DC"))
    assert not may_see(ours, person("ZJ-1"))
    assert may_see(ours, person("ZJ-1", "supervisor"))
    assert not may_see(secret, person("ZJ-1", "supervisor"))
    assert may_see(secret, person("DC"))
    assert not may_see(held, person("DC"))
