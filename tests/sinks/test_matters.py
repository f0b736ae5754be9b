"""Every card and bad rating has one investigation, or the archive names what is missing; asked of what lanes wrote."""

import json
from dataclasses import replace

from rules.cards import card_id_of
from rules.tickets import TicketKind, ticket_id_of
from sinks.archive import ClickHouseArchive
from sinks.named_queries import Reader
from sinks.records import Record
from tests.desk.office import CASE, Bench
from tests.sinks.samples import SHAPER, STAMP
from tests.tickets.matters import RATING, Matter, accepted, bad, day, tickets_office, verified

TOPICS = {"card": "cards", "ticket": "tickets", "rating": "ratings"}
FINDING = "finding:R-06-x"
SYSTEMIC = ticket_id_of(TicketKind.SYSTEMIC, (FINDING, "finding", FINDING))


def kept(archive: ClickHouseArchive, matter: Bench, subject: str = CASE) -> None:
    """All that a lane wrote, as if the case had this number, so that many matters lie side by side."""
    own = ticket_id_of(TicketKind.BAD_RATING, (subject, "rating", "1"))
    told = [
        (TOPICS[kind], json.dumps(each).replace(CASE, subject).replace(RATING, own).encode())
        for each in matter.outputs
        if (kind := each["type"].partition(".")[0]) in TOPICS
    ]
    records = [
        Record(topic, 3, number, subject.encode(), value, STAMP + number)
        for number, (topic, value) in enumerate(told)
    ]
    archive.write(SHAPER.shape(records))


def missing(reader: Reader) -> dict[str, set[str]]:
    """What is missing, by subject."""
    return {row["subject"]: set(row["missing"]) for row in reader.run("missing_investigations", {})}


def counted(reader: Reader) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(counter, kind) → (total, done, historical ones apart)."""
    return {
        (row["counter"], row["kind"]): (row["total"], row["done"], row["historical_apart"])
        for row in reader.run("four_counters", {})
    }


def joined() -> Matter:
    """A bad rating found true, and joined to a systemic ticket."""
    matter = verified()
    said = {"cause_code": "process", "responsibility": "none"}
    assert matter.do("classify", "2018-10-18 09:00", "clerk", **said) == "done"
    assert matter.do("close", "2018-10-18 10:00", "supervisor", joined_to=SYSTEMIC) == "done"
    return matter


def the_systemic_one(*, done: bool) -> Bench:
    """The systemic ticket of a finding, put right or not."""
    matter = Bench(tickets_office(), subject=FINDING)
    evidence = [{"ref": f"r{n}", "time": f"2018-10-{n}T10:00:00+08:00"} for n in (15, 16, 17)]
    matter.event(
        "finding.opened",
        "2018-10-18 02:00",
        finding_id=FINDING,
        rule_id="R-06",
        scope={"item": "I", "period": "2018-10-15"},
        holds=True,
        as_of="2018-10-18T02:00:00+08:00",
        evidence=evidence,
    )
    if done:
        for number, (action, actor, said) in enumerate(
            (
                ("verify", "clerk", {"finding": "confirmed"}),
                ("classify", "clerk", {"cause_code": "process", "responsibility": "main"}),
                ("submit", "clerk", {"measure": "改流程"}),
                ("review", "supervisor", {"result": "accepted"}),
            )
        ):
            data = {"actor_id": actor, "ticket_id": SYSTEMIC, "reason": "x", **said}
            matter.event(f"desk.ticket_{action}", f"2018-10-19 1{number}:00", **data)
            assert matter.outcome(f"e{matter._number}") == "done"
    return matter


def test_each_thing_that_is_missing_is_named_and_nothing_else(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    whole, granted = accepted(), bad()
    whole.do("follow_up", "2018-10-22 10:00", "supervisor", result="satisfied")
    granted.do("appeal", "2018-10-16 11:00", "clerk", ground="mistaken", evidence=["x"])
    granted.do("appeal_decide", "2018-10-17 11:00", "adjudicator", decision="grant")
    kept(archive, whole, "whole")
    kept(archive, bad(), "untouched")
    kept(archive, joined(), "joined-to-nothing")
    kept(archive, granted, "taken-out")
    kept(archive, Matter(tickets_office(go_live=day("2018-10-17"))).served().rated(), "history")
    archive.close()

    assert missing(reader) == {
        "untouched": {"investigated", "held_responsible", "rectified", "answered"},
        "joined-to-nothing": {"rectified"},
    }
    assert counted(reader) == {
        ("investigated", "rating"): (3, 2, 1),
        ("held_responsible", "rating"): (3, 2, 1),
        ("rectified", "rating"): (3, 1, 1),
        ("answered", "rating"): (3, 2, 1),
    }


def test_what_is_joined_is_put_right_with_the_systemic_ticket(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    kept(archive, joined())
    kept(archive, the_systemic_one(done=False), FINDING)
    archive.close()
    assert missing(reader) == {CASE: {"rectified"}}

    archive.connect()
    kept(archive, the_systemic_one(done=True), FINDING)
    archive.close()
    assert missing(reader) == {}


def test_a_card_lacks_its_answer_until_it_is_answered_and_its_ticket_is_that_of_the_gravest(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    matter = Matter()
    matter.accepted()
    matter.wait("2018-10-30 09:00")  # past the promise, and past the legal limit
    limit = ticket_id_of(TicketKind.INVESTIGATION, (CASE, "card", "limit", "case"))
    for action, said in (
        ("verify", {"finding": "confirmed"}),
        ("classify", {"cause_code": "staff", "responsibility": "direct"}),
        ("submit", {"measure": "催办"}),
    ):
        assert matter.do(action, "2018-10-30 10:00", "head", limit, **said) == "done"
    assert matter.do("review", "2018-10-30 11:00", "supervisor", limit, result="accepted") == "done"
    kept(archive, matter)
    archive.close()
    rows = reader.run("missing_investigations", {})
    assert [(row["ref"], row["ticket_id"], row["missing"]) for row in rows] == [
        (card_id_of(CASE, "T-05", "case"), limit, ["answered"])
    ]

    assert matter.act("answer", "2018-10-30 12:00", "head", card_id_of(CASE, "T-05", "case")) == "done"
    archive.connect()
    kept(archive, matter)
    archive.close()
    assert missing(reader) == {}


def test_open_tickets_come_in_order_of_what_falls_due_next(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    """What was met long ago makes no ticket urgent. Midnights of Shanghai are 16:00 UTC of the day before."""
    reopened = accepted()
    reopened.do("follow_up", "2018-10-22 10:00", "supervisor", result="not_satisfied")
    book = tickets_office()
    alone = Matter(replace(book, duties=(), units={}, staff={})).served().rated(real_name=False)
    kept(archive, verified(), "c1")
    kept(archive, accepted(), "c2")
    kept(archive, bad(), "c3")
    kept(archive, alone, "c4")
    kept(archive, reopened, "c5")
    archive.close()

    rows = [row for row in reader.run("open_tickets", {}) if row["kind"] == "bad_rating"]
    assert [(row["subject"], row["state"], str(row["next_due"])[:10]) for row in rows] == [
        ("c4", "opened", "None"),  # nobody answers for it: a supervisor has to
        ("c3", "assigned", "2018-10-17"),  # contact
        ("c1", "rectifying", "2018-10-23"),
        ("c2", "follow_up", "2018-10-24"),
        ("c5", "reopened", "2018-10-25"),  # half of five days
    ]
