"""What is older than its years goes month by month; cases on hold and open ones stay, and what was not archived yet."""

from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from clickhouse_connect.driver.client import Client
from typer.testing import CliRunner

from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.engines import FEEDS
from sinks.records import Record
from sinks.retention import ID_COLUMN, KINDS, Piece, over_before, pieces, take_away, years_of
from sinks.tables import TABLES
from streams.broker import admin
from streams.cli import app
from streams.evidence.holds import hold
from streams.exits import Misuse
from streams.retention_topics import begins, delete
from streams.topics import create
from tests.sinks.conftest import address, archive, client
from tests.sinks.samples import SHAPER, arrival, card_arrival, case_state, lead_arrival

__all__ = ["address", "archive", "client"]

TODAY = date(2026, 11, 29)
BEFORE = datetime(2016, 11, 1, tzinfo=UTC)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


OLD, LAST, FIRST = ms("2016-09-15T10:00"), ms("2016-10-31T23:59:59.999"), ms("2016-11-01T00:00")


def stamped(record: Record, stamp: int) -> Record:
    return record._replace(stamp=stamp)


def subjects(client: Client, table: str = "events") -> set[str]:
    return {row[0] for row in client.query(f"SELECT subject FROM {table}").result_rows}  # noqa: S608


@pytest.fixture
def filled(archive: ClickHouseArchive) -> ClickHouseArchive:
    """Cases of three moments; `open` has begun before all of them and is not over."""
    archive.write(
        SHAPER.shape(
            [
                stamped(arrival(1, subject="old"), OLD),
                stamped(arrival(2, subject="held"), OLD),
                stamped(arrival(3, subject="open"), OLD),
                stamped(arrival(4, subject="last"), LAST),
                stamped(arrival(5, subject="first"), FIRST),
                stamped(card_arrival(), OLD),
                *(
                    case_state(1, "closed", n, name)
                    for n, name in enumerate(("old", "held", "last", "first"))
                ),
                case_state(1, "open", 9, "open"),
            ]
        )
    )
    archive.close()
    return archive


def test_years_end_with_the_month_of_today_and_the_first_instant_kept_is_its_first() -> None:
    assert over_before(10, TODAY) == BEFORE


@pytest.mark.parametrize(
    "text", ["", "0", "101", "ten", "events", "events=0", "nothing=3", "events=3,events=4", "3,4"]
)
def test_years_that_cannot_be_are_refused_with_the_names_there_are(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"years such as 10, or events=10,alerts=3 with names of events, cards"
    ):
        years_of(text)


def test_years_are_said_of_all_or_of_some() -> None:
    assert years_of("10") == dict.fromkeys(KINDS, 10)
    assert years_of("events=10, alerts=3") == {"events": 10, "alerts": 3}


def test_what_is_frozen_and_who_looked_is_kept_for_good() -> None:
    aged = {table for kind in KINDS.values() for table in kind.tables}

    assert TABLES.keys() - aged == {"assessments", "access_log"}


def test_months_that_are_over_are_shown_with_what_stays_of_them(
    filled: ClickHouseArchive, client: Client
) -> None:
    assert list(pieces(client, "events", BEFORE, {"held"})) == [
        Piece("events", "201609", BEFORE, 3, 2),
        Piece("events", "201610", BEFORE, 1, 0),
    ]
    assert [piece.table for piece in pieces(client, "cards", BEFORE, set())] == [
        "subjects_by_id",
        "cards",
        "latest_cards",
    ]
    assert list(pieces(client, "alerts", BEFORE, set())) == []


def test_only_what_is_over_goes_and_neither_cases_on_hold_nor_open_ones(
    filled: ClickHouseArchive, client: Client
) -> None:
    for kind in ("events", "cards"):
        for piece in list(pieces(client, kind, BEFORE, {"held"})):
            take_away(client, piece, {"held"})

    assert subjects(client) == {"held", "open", "first"}
    assert subjects(client, "cards") == subjects(client, "latest_cards") == set()
    assert [piece.rows - piece.held for piece in pieces(client, "events", BEFORE, {"held"})] == [0]


def ids(client: Client) -> set[str]:
    return {row[0] for row in client.query("SELECT id FROM subjects_by_id").result_rows}


def test_an_id_is_forgotten_with_its_last_record_and_not_before(
    archive: ClickHouseArchive, client: Client
) -> None:
    """`later` has a revision that is kept; `held` is of a case on hold; `lead` is of another kind."""

    def card(name: str, stamp: int, subject: str, revision: int = 1) -> Record:
        return stamped(card_arrival(revision=revision, card_id=name, subject=subject), stamp)

    archive.write(
        SHAPER.shape(
            [
                card("old", OLD, "c-1"), card("old", LAST, "c-1", 2), card("held", OLD, "c-2"),
                card("later", OLD, "c-3"), card("later", FIRST, "c-3", 2), card("first", FIRST, "c-4"),
                stamped(lead_arrival("lead"), OLD),
            ]
        )
    )  # fmt: skip
    archive.close()

    found = list(pieces(client, "cards", BEFORE, {"c-2"}))
    assert found[0] == Piece("subjects_by_id", "", BEFORE, 1, 0, "cards")
    for piece in found:
        take_away(client, piece, {"c-2"})

    assert ids(client) == {"held", "later", "first", "lead"}
    assert subjects(client, "cards") == {"c-2", "c-3", "c-4"}
    assert [piece.table for piece in pieces(client, "cards", BEFORE, {"c-2"})] == ["cards", "latest_cards"]

    for piece in list(pieces(client, "leads", BEFORE, set())):
        take_away(client, piece, set())

    assert ids(client) == {"held", "later", "first"}


def test_every_table_whose_ids_are_kept_apart_forgets_them() -> None:
    assert {f"subjects_of_{kind}" for kind in ID_COLUMN} == {
        feed for feed in FEEDS if feed.startswith("subjects_of_")
    }


def test_a_table_that_is_not_cut_into_months_loses_its_old_rows(
    filled: ClickHouseArchive, client: Client
) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)  # the states are of 2026

    (piece,) = pieces(client, "case_states", later, {"held"})
    take_away(client, piece, {"held"})

    assert (piece.month, piece.rows, piece.held) == ("", 5, 2)
    assert client.query("SELECT DISTINCT case_no FROM case_states ORDER BY case_no").result_rows == [
        ("held",),
        ("open",),
    ]


@pytest.fixture
def aged_topics(kafka_bootstrap: str, topic_prefix: str) -> str:
    """Of each input one partition; case events of which two are old and one is not."""
    create(kafka_bootstrap, topic_prefix, 1, 1)
    from kafka import KafkaProducer

    with closing(KafkaProducer(bootstrap_servers=kafka_bootstrap)) as producer:
        for stamp in (OLD, LAST, FIRST):
            producer.send(f"{topic_prefix}case-events", b"{}", timestamp_ms=stamp).get(30)
    return topic_prefix


def read_to(bootstrap: str, group: str, topic: str, offset: int) -> None:
    """As if a group had read so far."""
    from kafka import OffsetAndMetadata, TopicPartition

    with admin(bootstrap) as asked:
        asked.alter_group_offsets(group, {TopicPartition(topic, 0): OffsetAndMetadata(offset, "", -1)})


def test_records_go_only_when_they_were_judged_and_archived(kafka_bootstrap: str, aged_topics: str) -> None:
    def found() -> list[tuple[int, int, int]]:
        over = begins(kafka_bootstrap, aged_topics, KINDS["events"].topics, BEFORE)
        return [(each.first, each.new_first, each.kept_back) for each in over]

    topic = f"{aged_topics}case-events"
    assert found() == [(0, 0, 2)]
    read_to(kafka_bootstrap, f"{aged_topics}liangpai-worker", topic, 3)
    assert found() == [(0, 0, 2)]
    read_to(kafka_bootstrap, f"{aged_topics}liangpai-sink", topic, 1)
    assert found() == [(0, 1, 1)]
    read_to(kafka_bootstrap, f"{aged_topics}liangpai-sink", topic, 3)
    assert found() == [(0, 2, 0)]

    delete(kafka_bootstrap, begins(kafka_bootstrap, aged_topics, KINDS["events"].topics, BEFORE))

    assert found() == []


def test_the_command_shows_first_and_takes_away_when_it_is_told_to(
    filled: ClickHouseArchive,
    address: ArchiveAddress,
    client: Client,
    kafka_bootstrap: str,
    topic_prefix: str,
) -> None:
    create(kafka_bootstrap, topic_prefix, 1, 1)
    hold(kafka_bootstrap, topic_prefix, "held", "u1", "asked by the court")
    dsn = f"{address.dsn}?database={address.database}"
    place = ["--kafka-bootstrap", kafka_bootstrap, "--prefix", topic_prefix, "--clickhouse-dsn", dsn]
    words = ["retention", "--keep", "events=10", *place]

    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    assert "nothing was taken away" in shown.stdout
    assert "2 stay (on hold or open)" in shown.stdout
    assert subjects(client) == {"old", "held", "open", "last", "first"}

    done = CliRunner().invoke(app, [*words, "--drop"])
    assert done.exit_code == 0, done.output
    assert subjects(client) == {"held", "open", "first"}


@pytest.mark.parametrize("given", [[], ["--keep", "cards=0"]], ids=["none", "wrong"])
def test_without_years_nothing_is_looked_at(given: list[str]) -> None:
    done = CliRunner().invoke(app, ["retention", *given])

    assert isinstance(done.exception, Misuse)
    assert "years" in str(done.exception)
