"""Who may ask the archive at the sink: whoever sends its token; others get nothing but probes and metrics."""

import http.client
import subprocess
import sys
from pathlib import Path

import pytest

from sinks.archive import ClickHouseArchive
from sinks.asking import SETTING, make_token, refuse_open, token_of
from sinks.dsn import ArchiveAddress, parse_dsn
from sinks.named_queries import Reader
from sinks.service import SinkSettings
from sinks.settings import WrongSettings
from streams.archive_client import ArchiveClient
from streams.exits import Barred
from tests.sinks.running import ROOT
from tests.sinks.samples import SHAPER, arrival
from tests.sinks.test_archive_client import answering

SAID = "a-word-of-the-office"


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    (file := tmp_path / "archive.token").write_text(f"{SAID}\n")
    return file


@pytest.fixture
def dsn(archive: ClickHouseArchive, address: ArchiveAddress) -> str:
    archive.write(SHAPER.shape([arrival(1)]))
    return f"{address.dsn}?database={address.database}"


def status(address: str, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_who_sends_the_token_is_answered_and_nobody_else(dsn: str, reader: Reader, token_file: Path) -> None:
    (other := token_file.with_name("other")).write_text("another-word-of-16\n")
    with answering(reader, token=SAID) as sink:
        with ArchiveClient(dsn, sink.http, token_file=token_file) as client:
            assert len(client.run("event_counts")) == 1
        for file, given in ((other, "another one"), (None, "none")):
            with ArchiveClient(dsn, sink.http, token_file=file) as client, pytest.raises(Barred) as refused:
                client.run("event_counts")
            assert f"{given} was given; set {SETTING}" in str(refused.value)
            assert "word-of" not in str(refused.value)
            assert refused.value.code == 2


def test_the_token_of_the_settings_goes_with_every_question(
    dsn: str, reader: Reader, token_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(token_file))
    with answering(reader, token=SAID) as sink, ArchiveClient(dsn, sink.http) as client:
        assert len(client.run("event_counts")) == 1


def test_nothing_like_the_token_opens_and_probes_and_metrics_stay_open(reader: Reader) -> None:
    with answering(reader, token=SAID) as sink:
        wrong = ["", SAID, "Bearer", "Bearer ", f"Bearer {SAID[:-1]}", f"Bearer {SAID}x", f"Basic {SAID}"]
        for path in ("/query", "/query/event_counts", "/query/nothing", "//query", "/metrics/../query", "/"):
            assert {status(sink.http, path, Authorization=each) for each in wrong} == {401}
        assert status(sink.http, "/query", Authorization=f"Bearer {SAID}") == 200
        assert {status(sink.http, path) for path in ("/livez", "/metrics")} == {200}
        assert status(sink.http, "/readyz") == 503
        assert SAID not in sink.get("/metrics")[1] + sink.get("/query")[1]


@pytest.mark.parametrize("http", ["127.0.0.1:8090", "127.9.9.9:8090", "localhost:8090", "[::1]:8090"])
def test_only_this_machine_may_ask_without_a_token(http: str) -> None:
    refuse_open(http, None)


@pytest.mark.parametrize("http", ["0.0.0.0:8090", "[::]:8090", "192.0.2.1:8090", "sink.city.example:8090"])
def test_an_address_that_others_reach_needs_a_token(http: str) -> None:
    with pytest.raises(WrongSettings, match=f"found nothing as {SETTING}, expected a file with a secret"):
        SinkSettings("nowhere:9092", parse_dsn("chdb:///nowhere"), http, "sink-1")
    settings = SinkSettings("nowhere:9092", parse_dsn("chdb:///nowhere"), http, "sink-1", token=SAID)
    assert SAID not in repr(settings)


def test_the_command_refuses_an_open_address_before_anything_else(tmp_path: Path) -> None:
    words = ["sink", "--http", "0.0.0.0:8090", "--clickhouse-dsn", f"chdb://{tmp_path / 'archive'}"]
    program = "from streams.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"found nothing as {SETTING}" in done.stderr
    assert "LIANGPAI_HTTP=127.0.0.1:8090" in done.stderr


@pytest.mark.parametrize(
    "text",
    ["", "short", "two words of a secret", "令牌令牌令牌令牌令牌令牌令牌令牌", "a-token\nof-two-lines"],
)
def test_a_token_that_no_header_can_carry_or_that_can_be_guessed_is_refused_and_not_shown(
    tmp_path: Path, text: str
) -> None:
    (file := tmp_path / "archive.token").write_text(text)
    with pytest.raises(WrongSettings, match=SETTING) as refused:
        token_of(file)
    assert not text or text not in str(refused.value)


def test_a_token_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    make_token(file := tmp_path / "archive.token")
    before = file.read_text()
    make_token(file)

    assert file.read_text() == before
    assert token_of(file) == before.strip()
    assert file.stat().st_mode & 0o777 == 0o600
