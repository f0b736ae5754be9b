"""Settings are checked all at once before anything starts, and each mistake says where to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.core import TyperGroup

from sinks.clickhouse import access
from sinks.kafka import connection
from sinks.settings import NAMES, SETTINGS, Settings, WrongSettings
from sinks.tls import secret
from streams.cli import app
from streams.exits import Misuse
from streams.settings_file import take_settings
from tests.house.project import BIN, ROOT, run
from tests.settings.authority import Authority


def file_of(folder: Path, *lines: str) -> dict[str, str]:
    (file := folder / "liangpai.env").write_text("\n".join(lines), encoding="utf-8")
    return {"LIANGPAI_SETTINGS": str(file)}


def refused(env: dict[str, str]) -> list[str]:
    with pytest.raises(Misuse) as told:
        take_settings(env)
    return told.value.lines


def test_nothing_set_is_a_kafka_on_this_machine_in_clear() -> None:
    assert connection("localhost:9092", {}) == {"bootstrap_servers": "localhost:9092"}


def test_a_variable_set_to_nothing_is_not_set() -> None:
    assert Settings.read(dict.fromkeys(NAMES, "")) == Settings()


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    env = file_of(
        tmp_path, "# ours", "", "KAFKA_BOOTSTRAP = 'a:1,b:2'", "LIANGPAI_PREFIX=file-", "LIANGPAI_ID="
    )
    env["LIANGPAI_PREFIX"] = "mine-"

    settings = take_settings(env)

    assert (settings.kafka_bootstrap, settings.prefix, settings.replica_id) == ("a:1,b:2", "mine-", None)
    assert (env["KAFKA_BOOTSTRAP"], env["LIANGPAI_PREFIX"]) == ("a:1,b:2", "mine-")


def test_all_mistakes_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    env = file_of(tmp_path, "LIANGPAI_HTTP=8080", "KAFKA_SECURITY_PROTOCOL=TLS")
    env["LIANGPAI_COOKIES_OVER_HTTP"] = "perhaps"

    lines = refused(env)

    assert len(lines) == 3
    assert any("'TLS' as KAFKA_SECURITY_PROTOCOL" in each and "liangpai.env:2" in each for each in lines)
    assert any("'8080' as LIANGPAI_HTTP, expected HOST:PORT" in each and ":1" in each for each in lines)
    assert any("'perhaps'" in each and "in the environment" in each for each in lines)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("LIANGPAI_KEYFILE=x", r":1: found 'LIANGPAI_KEYFILE', .*\(LIANGPAI_KEY_FILE\?\)"),
        ("LIANGPAI_SETTINGS=x", r":1: found 'LIANGPAI_SETTINGS'"),
        ("export", r":1: found 'export', expected NAME=value"),
        ("LIANGPAI_ID=a\nLIANGPAI_ID=b", r":2: found LIANGPAI_ID a second time"),
    ],
)
def test_a_line_that_cannot_be_is_told_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    assert re.search(told, refused(file_of(tmp_path, line))[0])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no.env: No such file" in refused({"LIANGPAI_SETTINGS": str(tmp_path / "no.env")})[0]


def names_refused(env: dict[str, str]) -> set[str]:
    try:
        Settings.read(env)
    except WrongSettings as told:
        return {each.name for each in told.wrong}
    return set()


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(max_size=20), max_size=6))
def test_garbage_is_settings_or_refused_by_name(env: dict[str, str]) -> None:
    assert names_refused(env) <= set(NAMES)


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, ["KAFKA_SASL_USERNAME", "KAFKA_SASL_PASSWORD_FILE"]),
        ({"KAFKA_SSL_CERT_FILE": "a"}, ["KAFKA_SSL_KEY_FILE"]),
        ({"CLICKHOUSE_KEY_FILE": "a"}, ["CLICKHOUSE_CERT_FILE"]),
        ({"LIANGPAI_HTTP_CERT_FILE": "a"}, ["LIANGPAI_HTTP_KEY_FILE"]),
    ],
)
def test_what_another_setting_needs_is_missed(env: dict[str, str], missing: list[str]) -> None:
    with pytest.raises(WrongSettings) as told:
        Settings.read(env)

    assert [each.name for each in told.value.wrong] == missing
    assert "found nothing as" in str(told.value)


def test_a_password_in_a_wrong_address_of_the_archive_is_not_shown() -> None:
    with pytest.raises(WrongSettings) as told:
        Settings.read({"CLICKHOUSE_DSN": "ftp://user:s3cret@host/db"})

    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines", b"\xff"])
def test_a_file_without_one_line_of_password_is_refused_unseen(tmp_path: Path, content: bytes) -> None:
    (file := tmp_path / "password").write_bytes(content)

    with pytest.raises(WrongSettings, match="KAFKA_SASL_PASSWORD_FILE") as told:
        secret(file, "KAFKA_SASL_PASSWORD_FILE")

    assert "two" not in str(told.value)


def test_a_key_that_is_not_the_certificates_is_refused(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    (cert, _), (_, key) = authority.certificate("one"), authority.certificate("another")
    env = {"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CERT_FILE": str(cert), "KAFKA_SSL_KEY_FILE": str(key)}

    with pytest.raises(WrongSettings, match=r"KAFKA_SSL_KEY_FILE.*not the key of the certificate"):
        connection("localhost:9093", env)


def test_a_server_of_the_archive_gets_password_and_authority_from_files(tmp_path: Path) -> None:
    (file := tmp_path / "password").write_text("s3cret\n")
    authority = Authority(tmp_path)

    env = {"CLICKHOUSE_PASSWORD_FILE": str(file), "CLICKHOUSE_CA_FILE": str(authority.file)}

    assert access(env) == {"password": "s3cret", "ca_cert": str(authority.file)}


def test_every_option_with_a_name_in_the_environment_is_a_setting() -> None:
    named = re.findall(
        r'envvar="([A-Z_]+)"', "".join(each.read_text() for each in (ROOT / "streams").rglob("*.py"))
    )

    assert named == []
    assert len(SETTINGS) == len(NAMES) > 25


def test_every_client_of_kafka_takes_its_connection_from_one_place() -> None:
    sources = [each for part in ("sinks", "streams") for each in (ROOT / part).rglob("*.py")]

    assert len(sources) > 400
    assert [each.name for each in sources if "bootstrap_servers=" in each.read_text()] == []


def test_a_command_says_what_is_wrong_before_it_starts(tmp_path: Path) -> None:
    done = run(
        BIN / "liangpai", "worker", env={**file_of(tmp_path, "KAFKA_BOOTSTRAP=kafka"), "PATH": "/usr/bin"}
    )

    assert done.returncode == 2
    assert "found 'kafka' as KAFKA_BOOTSTRAP, expected HOST:PORT" in done.stderr
    assert "liangpai.env:1" in done.stderr


def test_the_address_of_a_process_is_its_own_and_that_of_the_sink_is_named_alike_by_all_who_ask() -> None:
    def of(group: TyperGroup, name: str) -> Iterator[str]:
        for each, command in group.commands.items():
            if isinstance(command, TyperGroup):
                yield from (f"{each} {inner}" for inner in of(command, name))
            elif any(option.envvar == name for option in command.params):
                yield each

    program = typer.main.get_command(app)
    assert isinstance(program, TyperGroup)
    assert {*of(program, "LIANGPAI_HTTP")} == {"worker", "sink", "serve", "notify"}
    assert {"findings", "explain", "audit", "assess", "doctor", "serve"} <= {
        *of(program, "LIANGPAI_ARCHIVE_HTTP")
    }
