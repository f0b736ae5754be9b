"""Asking the archive: through the process that writes it, or the folder itself when nobody does."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from prometheus_client import CollectorRegistry

from sinks.archive import ClickHouseArchive
from sinks.dsn import ArchiveAddress
from sinks.health import STUCK_AFTER, Health
from sinks.metrics import declare
from sinks.named_queries import Reader
from sinks.web import make_app, serve
from streams.archive_client import ArchiveClient
from streams.exits import Misuse, Unavailable
from streams.services.process import free_address
from tests.sinks.running import ROOT, SinkProcess
from tests.sinks.samples import SHAPER, SUBJECT, arrival, card_arrival

HOLDER = "import sys, clickhouse_connect as c; x = c.get_client(dsn=sys.argv[1]); print('held', flush=True); input()"


@contextmanager
def answering(
    reader: Reader, health: Health | None = None, token: str | None = None
) -> Iterator[SinkProcess]:
    """The sink's HTTP over a reader, in a thread of this process (the engine allows no second process)."""
    http, ready, done = free_address(), Event(), Event()

    async def listen() -> None:
        registry = CollectorRegistry()
        with ThreadPoolExecutor(1) as thread:
            now = asyncio.get_running_loop().time()
            health_or_new = health or Health(ticked_at=now)
            app = make_app(health_or_new, registry, declare(registry), reader, thread, token)
            runner = await serve(app, http)
            ready.set()
            await asyncio.to_thread(done.wait)
            await runner.cleanup()

    server = Thread(target=lambda: asyncio.run(listen()))
    server.start()
    try:
        assert ready.wait(30)
        with subprocess.Popen([sys.executable, "-c", ""], text=True) as nothing:
            yield SinkProcess(nothing, http)
    finally:
        done.set()
        server.join()


@pytest.fixture
def filled(archive: ClickHouseArchive) -> None:
    """Two events of a case and a card with two revisions."""
    archive.write(
        SHAPER.shape([arrival(1), arrival(2), card_arrival(), card_arrival(revision=2, state="answered")])
    )


@pytest.fixture
def dsn(address: ArchiveAddress) -> str:
    return f"{address.dsn}?database={address.database}"


@pytest.mark.usefixtures("filled")
def test_the_writing_process_and_the_folder_give_the_same_answers(dsn: str, reader: Reader) -> None:
    with ArchiveClient(dsn, free_address()) as folder:
        directly = folder.events_of_case(SUBJECT), folder.card("T-04-1"), folder.run("newest_cards", limit=1)
    with answering(reader) as sink, ArchiveClient(dsn, sink.http) as client:
        over_http = client.events_of_case(SUBJECT), client.card("T-04-1"), client.run("newest_cards", limit=1)

    assert over_http == directly
    assert [row["event_id"] for row in over_http[0]] == ["e-1", "e-2"]


@pytest.mark.usefixtures("filled")
def test_a_card_is_its_last_revision_with_all_of_them(dsn: str) -> None:
    with ArchiveClient(dsn, free_address()) as client:
        card = client.card("T-04-1")

        assert card is not None
        assert (card["revision"], card["state"], len(card["revisions"])) == (2, "answered", 2)
        assert client.card("unknown") is None


@pytest.mark.usefixtures("filled")
def test_hostile_text_arrives_over_http_as_text(dsn: str, reader: Reader) -> None:
    with answering(reader) as sink, ArchiveClient(dsn, sink.http) as client:
        assert client.events_of_case("' OR 1 = 1 --&limit=9999#") == []


def test_a_wrong_query_or_parameter_is_misuse_on_both_ways(dsn: str, reader: Reader) -> None:
    with (
        answering(reader) as sink,
        ArchiveClient(dsn, sink.http) as client,
        pytest.raises(Misuse, match="no query"),
    ):
        client.run("everything")
    with ArchiveClient(dsn, free_address()) as client, pytest.raises(Misuse, match="parameter limit"):
        client.run("newest_cards", limit="all")


def test_where_nobody_answers_both_addresses_are_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, http = tmp_path_factory.mktemp("held"), free_address()
    command = [sys.executable, "-c", HOLDER, f"chdb://{folder}"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with ArchiveClient(f"chdb://{folder}", http) as client, pytest.raises(Unavailable) as found:
            client.run("card_counts")
        holder.kill()

    assert f"http://{http}" in str(found.value)
    assert f"chdb://{folder} is held by process {holder.pid}" in str(found.value)


def test_a_server_that_is_not_there_is_named() -> None:
    nowhere = free_address()

    with (
        ArchiveClient(f"http://{nowhere}/city", free_address()) as client,
        pytest.raises(Unavailable, match=nowhere) as found,
    ):
        client.run("card_counts")

    assert "start it, or name the archive with --clickhouse-dsn" in str(found.value)
    assert "Error" not in str(found.value)


def test_an_archive_without_tables_is_away_over_http(dsn: str, reader: Reader) -> None:
    with (
        answering(reader) as sink,
        ArchiveClient(dsn, sink.http) as client,
        pytest.raises(Unavailable, match=sink.http),
    ):
        client.run("card_counts")


def test_health_says_what_is_missing(reader: Reader) -> None:
    health = Health(ticked_at=float("-inf"))
    with answering(reader, health) as sink:
        assert sink.get("/livez")[0] == 503
        assert sink.get("/readyz") == (503, "no partitions assigned yet\n")
        health.assigned = True
        assert sink.get("/readyz") == (503, "ClickHouse not connected yet\n")
        health.archive_up = True
        assert sink.get("/readyz") == (200, "ok\n")


def test_a_loop_is_stuck_only_after_its_time() -> None:
    health = Health(ticked_at=100.0)

    assert health.why_dead(100.0 + STUCK_AFTER) is None
    assert health.why_dead(100.1 + STUCK_AFTER) is not None


def test_the_catalogue_and_the_metrics_say_what_they_mean(reader: Reader) -> None:
    with answering(reader) as sink:
        assert '"summary":"' in sink.get("/query")[1]
        assert "# HELP liangpai_sink_lag_records " in sink.get("/metrics")[1]
        assert sink.get("/query/nothing")[0] == 400
        assert 'liangpai_sink_queries_total{name="unknown",status="400"} 1.0' in sink.get("/metrics")[1]
