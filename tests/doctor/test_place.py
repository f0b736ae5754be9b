"""Certificates that end, disks that fill up, files that are missing, a calendar that ends with the year."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rules.calendar import Calendar
from sinks.settings import Settings
from sinks.tls import ends_of
from streams.calendar_source import built_in_calendar, calendar_of
from streams.doctor import place_facts
from streams.doctor.disks import GIB, Disk, disk_of
from streams.doctor.disks import said_of as said_of_disk
from streams.doctor.examining import examine_part
from streams.doctor.finding import Around, Finding, Level
from streams.doctor.office_checks import said_of_calendar
from streams.doctor.place_checks import PLACE_CHECKS
from tests.settings.authority import Authority

NOW = datetime.now(UTC)


def said(check: str, rulebook: Path | None = None, now: datetime = NOW, **settings: object) -> list[Finding]:
    facts = place_facts.gather(Settings(**settings), rulebook)  # type: ignore[arg-type]
    found = examine_part("this machine", PLACE_CHECKS, facts, Around("", "", now))
    return [each for each in found if each.check == check]


def test_a_certificate_is_well_until_thirty_days_before_its_end_and_fails_from_its_end(
    tmp_path: Path,
) -> None:
    cert, _ = Authority(tmp_path).certificate("ours")
    end = ends_of(cert)
    tick = timedelta(microseconds=1)
    moments = [end - timedelta(days=30) - tick, end - timedelta(days=30), end - tick, end]

    told = [said("certificates", now=moment, http_cert_file=cert) for moment in moments]

    assert [each.level for (each,) in told] == [Level.OK, Level.WARN, Level.WARN, Level.FAIL]
    assert "LIANGPAI_HTTP_CERT_FILE: the certificate ended on" in told[-1][0].sentence


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    (odd := tmp_path / "ca.pem").write_text("none")

    told = said("certificates", kafka_ssl_ca_file=odd, clickhouse_ca_file=tmp_path / "absent.pem")

    assert [each.level for each in told] == [Level.FAIL, Level.FAIL]
    assert "no certificates in PEM form" in told[0].sentence
    assert "No such file" in told[1].sentence


def test_files_of_settings_are_there_and_secrets_are_secret(tmp_path: Path) -> None:
    (key := tmp_path / "key").write_bytes(b"k" * 32)
    key.chmod(0o644)

    told = said("files of settings", key_file=key, users=tmp_path / "users.json")

    assert [(each.level, each.sentence.split(":")[0]) for each in told] == [
        (Level.WARN, "LIANGPAI_KEY_FILE"),
        (Level.FAIL, "LIANGPAI_USERS"),
    ]
    key.chmod(0o600)
    assert [each.level for each in said("files of settings", key_file=key)] == [Level.OK]


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (11 * GIB, 1000 * GIB, "fail"),  # one in a hundred
        (20 * GIB, 1000 * GIB, "ok"),
        (2 * GIB, 50 * GIB, "warn"),
        (GIB - 1, 2 * GIB, "fail"),
        (GIB, 2 * GIB, "ok"),
        (0, 0, "fail"),
    ],
)
def test_a_disk_is_full_by_its_room_or_its_share(free: int, total: int, level: str) -> None:
    assert [each.level for each in said_of_disk(Disk("disk", free, total))] == [level]


def test_a_folder_that_may_not_be_written_is_told_whatever_its_room() -> None:
    (told,) = said_of_disk(Disk("disk", 1 << 50, 1 << 50, writable=False))

    assert told.level is Level.FAIL


def test_the_disk_of_a_folder_that_is_to_be_made_is_that_of_the_one_above(tmp_path: Path) -> None:
    disk = disk_of("archive", tmp_path / "not" / "there")

    assert (disk.total, disk.writable) == (disk_of("archive", tmp_path).total, True)
    assert not (tmp_path / "not").exists()


def test_a_rulebook_that_does_not_load_is_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "rulebook.toml").write_text("name = 1")

    told = said("rulebook given", tmp_path)

    assert len(told) >= 2
    assert {each.level for each in told} == {Level.FAIL}


def years(*known: int) -> Calendar:
    return calendar_of([each for each in built_in_calendar().notices if each.year in known], "test")


@pytest.mark.parametrize(
    ("known", "today", "level"),
    [
        ((2024,), date(2024, 11, 30), "ok"),
        ((2024,), date(2024, 12, 1), "warn"),
        ((2024,), date(2024, 12, 31), "warn"),
        ((2024,), date(2025, 1, 1), "fail"),
        ((2024, 2025), date(2024, 12, 1), "ok"),
        ((2025,), date(2024, 12, 1), "fail"),
    ],
)
def test_the_calendar_of_next_year_is_missed_from_december_on(
    known: tuple[int, ...], today: date, level: str
) -> None:
    assert said_of_calendar(years(*known), today).level == level


@pytest.mark.parametrize(
    ("dsn", "token", "level"),
    [
        ("chdb:///data", None, Level.WARN),
        ("chdb:///data", Path("/secret"), Level.OK),
        ("http://localhost:8123/liangpai", None, Level.OK),
        (None, None, Level.OK),
    ],
)
def test_an_embedded_archive_that_everybody_on_the_machine_may_ask_is_told(
    dsn: str | None, token: Path | None, level: Level
) -> None:
    (told,) = said("who may ask the sink", clickhouse_dsn=dsn, archive_token_file=token)

    assert told.level is level
