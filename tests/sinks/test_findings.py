"""A round of the scheduled queries says what is new once, and takes back what no longer holds."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from rules.lane import Record
from rules.office import Office
from rules.zone import zone
from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.named_queries import Reader
from streams.archive_client import ArchiveClient
from streams.finding_rounds import Round, letters, look, records
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.rules.engine import milliseconds
from tests.rules.writing import at
from tests.sinks.samples import SHAPER, rating_arrival, rating_ticket

LOADED = load_rulebook(shipped_rulebook())
NOW = milliseconds(at("2026-02-10 02:00"))
THREE = ("2026-01-05", "2026-01-20", "2026-02-03")
"""Three days within thirty, both ends counted."""


def office() -> Office:
    """The rulebook that ships, with R-06 and no other rule over many cases."""
    book = LOADED.rulebook
    rules = {name: replace(each, enabled=name == "R-06") for name, each in book.rules.items()}
    return Office(replace(book, rules=rules), LOADED.calendar, zone("Asia/Shanghai"), NOW)


def confirmed(number: int, day: str, *, finding: str = "confirmed", counts: bool = True) -> list[Record]:
    """A bad rating of its own case, found true."""
    subject = f"case-{number}"
    rated = {"rated_at": f"{day}T10:00:00.000+08:00", "staff_id": "u17", "item_code": f"item-{number}"}
    return [
        rating_arrival("s1", subject, level=1, bad=True, counts=counts, **rated),
        rating_ticket("s1", subject, finding=finding, state="closed"),
    ]


def kept(archive: ClickHouseArchive, records: Sequence[Record]) -> None:
    """In the archive."""
    archive.write(SHAPER.shape(list(records)))


def asked(address: ArchiveAddress) -> Round:
    """A round."""
    with ArchiveClient(f"chdb://{address.folder}?database={address.database}", "127.0.0.1:9") as client:
        return look(client, office())


def test_three_confirmed_bad_ratings_of_a_person_are_found_once(
    archive: ClickHouseArchive, address: ArchiveAddress
) -> None:
    for number, day in enumerate(THREE):
        kept(archive, confirmed(number, day))
    archive.close()

    done = asked(address)

    (finding,) = done.found
    assert (finding.rule_id, finding.scope.person, finding.scope.period) == ("R-06", "u17", "2026-01-05")
    assert len(finding.evidence) == 3
    assert [each.type for each in done.news] == ["finding.opened"]


def test_what_was_said_is_not_said_again_and_is_taken_back_when_it_no_longer_holds(
    archive: ClickHouseArchive, address: ArchiveAddress
) -> None:
    for number, day in enumerate(THREE):
        kept(archive, confirmed(number, day))
    archive.close()
    first = asked(address)
    with closing(ClickHouseArchive(address)) as again:
        again.connect()
        sent = records(first.news, NOW, zone("Asia/Shanghai"))
        kept(again, [each._replace(partition=3, key=b"f", offset=90) for each in sent])

    assert asked(address).news == []

    with closing(ClickHouseArchive(address)) as again:
        again.connect()
        kept(
            again,
            [rating_arrival("s1", "case-1", level=1, bad=True, counts=False, revision=2, staff_id="u17")],
        )
    (news,) = asked(address).news
    assert (news.type, news.said.holds, news.finding_id) == (
        "finding.changed",
        False,
        first.news[0].finding_id,
    )


def test_ratings_that_do_not_count_or_were_not_confirmed_are_not_found(
    archive: ClickHouseArchive, address: ArchiveAddress
) -> None:
    kept(archive, [*confirmed(1, THREE[0]), *confirmed(2, THREE[1])])
    kept(archive, [*confirmed(3, THREE[2], finding="untrue"), *confirmed(4, THREE[2], counts=False)])
    kept(archive, confirmed(5, "2026-02-04"))  # the 31st day
    archive.close()

    assert asked(address).found == []


def test_the_same_round_gives_the_same_events(archive: ClickHouseArchive, address: ArchiveAddress) -> None:
    for number, day in enumerate(THREE):
        kept(archive, confirmed(number, day))
    archive.close()

    told = [letters(asked(address).news, NOW, zone("Asia/Shanghai")) for _ in range(2)]

    assert told[0] == told[1] != []


def test_the_four_counters_name_what_is_missing(archive: ClickHouseArchive, reader: Reader) -> None:
    kept(archive, confirmed(1, THREE[0]))
    kept(archive, confirmed(2, THREE[1], finding="untrue")[:1])  # a bad rating without a ticket
    archive.close()

    counted = {(row["counter"], row["kind"]): row for row in reader.run("four_counters", {})}
    investigated = [row for (counter, _), row in counted.items() if counter == "investigated"]

    assert sum(row["total"] for row in investigated) == 2
    assert sum(row["missing"] for row in investigated) == 1
    lacking = {row["subject"]: set(row["missing"]) for row in reader.run("missing_investigations", {})}
    assert "investigated" in lacking["case-2"]
    assert lacking["case-1"] == {"held_responsible", "rectified"}


def sent(number: int, day: str, clock: str, *, kind: str = "case.forwarded", **data: object) -> Record:
    """An event of the source `s1` that was recorded at this time."""
    when = f"{day}T{clock}:00+08:00"
    subject = "s1" if kind == "source.counted" else f"case-{number}"
    event = {
        "specversion": "1.0",
        "id": f"m{number}",
        "source": "s1",
        "type": kind,
        "subject": subject,
        "time": when,
        "recordedtime": when,
        "data": data,
    }
    topic = "office-events" if kind == "source.counted" else "case-events"
    return Record(
        topic, 0, number, subject.encode(), json.dumps(event).encode(), milliseconds(at(f"{day} {clock}"))
    )


def test_a_day_that_does_not_agree_and_a_source_that_fell_silent_are_found(
    archive: ClickHouseArchive, address: ArchiveAddress
) -> None:
    weeks = [f"2026-01-{day:02}" for day in (*range(5, 10), *range(12, 17), *range(19, 24), *range(26, 31))]
    events = [
        sent(place * 10 + each, day, f"1{each % 2}:30")
        for place, day in enumerate(weeks)
        for each in range(7)
    ]
    counted = [
        sent(1000, "2026-01-29", "18:00", kind="source.counted", date="2026-01-29", events=7),
        sent(1001, "2026-01-30", "18:00", kind="source.counted", date="2026-01-30", events=9),
    ]
    kept(archive, [*events, *events[:3], *counted])
    archive.close()
    book = LOADED.rulebook
    only = {name: replace(each, enabled=name == "A-15") for name, each in book.rules.items()}
    court = Office(replace(book, rules=only), LOADED.calendar, zone("Asia/Shanghai"), NOW)

    with ArchiveClient(f"chdb://{address.folder}?database={address.database}", "127.0.0.1:9") as client:
        done = look(client, court)

    assert [(each.scope.period, each.scope.source) for each in done.found] == [
        ("2026-01-30", "s1"),
        ("since 2026-01-30", "s1"),
    ]
    assert done.found[0].evidence[0].ref == "申报 / counted 9, 收到 / received 7"
    assert [each.type for each in done.news] == ["finding.opened", "finding.opened"]
