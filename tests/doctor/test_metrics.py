"""What alerts of operators ask for is told by the processes: ends of certificates, silence, the calendar, room."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import CollectorRegistry

from rules.court import Court
from rules.lane import Turn
from rules.privacy import Border
from rules.sources import Faring
from sinks.certificates import CertificateEnds
from sinks.metrics import declare
from sinks.tls import ends_of
from streams.calendar_source import built_in_calendar, calendar_of
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from streams.worker.metrics import Metrics
from streams.worker.office_metrics import known_until, tell_of_office
from streams.worker.tally import count_turn
from tests.settings.authority import Authority

CHINA = ZoneInfo("Asia/Shanghai")


def court(*years: int) -> Court:
    calendar = calendar_of([each for each in built_in_calendar().notices if each.year in years], "test")
    return Court([load_rulebook(shipped_rulebook()).rulebook], calendar, Border())


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp() * 1000)


def silent(metrics: Metrics) -> dict[str, float]:
    (gauge,) = metrics.silent.collect()
    return {sample.labels["source"]: sample.value for sample in gauge.samples}


def test_the_end_of_each_certificate_is_told_and_one_that_cannot_be_read_has_ended(tmp_path: Path) -> None:
    cert, _ = Authority(tmp_path).certificate("ours")
    env = {"KAFKA_SSL_CA_FILE": str(cert), "CLICKHOUSE_CA_FILE": str(tmp_path / "absent")}

    (family,) = CertificateEnds(env).collect()

    assert {sample.labels["setting"]: sample.value for sample in family.samples} == {
        "KAFKA_SSL_CA_FILE": ends_of(cert).timestamp(),
        "CLICKHOUSE_CA_FILE": 0.0,
    }


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-09-30T17:00", 1.0),
        ("2026-10-08T09:00", 1.0),  # a week of days off is no silence
        ("2026-10-08T11:00", 3.0),
    ],
)
def test_a_source_is_silent_only_while_the_office_is_open(now: str, hours: float) -> None:
    metrics = Metrics()

    tell_of_office(metrics, court(2026), {"approval/430100": at("2026-09-30T16:00")}, at(now))

    assert silent(metrics) == {"approval/430100": hours * 3600}


def test_a_record_that_is_taken_ends_the_silence_of_its_source_and_a_refused_one_does_not() -> None:
    metrics, faring = Metrics(), Faring()
    faring.took("good")
    faring.refused("bad", "not_json")

    count_turn(metrics, turn_of(faring), 1_000)

    assert metrics.last_taken == {"good": 1_000}


def turn_of(faring: Faring) -> Turn:
    return Turn.empty()._replace(fares=faring.end_turn())


@pytest.mark.parametrize(
    ("years", "today", "until"),
    [
        ((2025, 2026), "2025-06-01T00:00", "2027-01-01T00:00"),
        ((2025,), "2025-12-31T23:59", "2026-01-01T00:00"),
        ((2024, 2026), "2025-06-01T00:00", "2025-01-01T00:00"),
    ],
)
def test_the_calendar_is_known_until_the_first_year_without_a_notice(
    years: tuple[int, ...], today: str, until: str
) -> None:
    sitting = court(*years)

    assert known_until(sitting.calendar, sitting.zone, at(today)) == at(until)


def test_a_sink_tells_the_room_of_an_embedded_archive_and_nothing_of_a_server(tmp_path: Path) -> None:
    told = {}
    for folder in (tmp_path, None):
        declare(registry := CollectorRegistry(), folder)
        told[folder] = registry.get_sample_value("liangpai_disk_free_bytes", {"folder": str(tmp_path)})

    assert told[tmp_path]
    assert told[None] is None
