"""A-15: a source that falls silent, and a day whose count does not agree, by hand; and what becomes of the finding."""

from dataclasses import replace
from typing import Any

import pytest

from rules.office import Office
from rules.routes import Outage, Source
from rules.rule_table import RULES
from rules.zone import zone
from sinks.findings.finding import Finding
from sinks.findings.missing import incomplete, quiet
from tests.alerts.office import ROUTES, Feed, alerts_office
from tests.rules.engine import milliseconds
from tests.rules.offices import ANNOUNCED
from tests.rules.writing import at

DAYS = ["2018-10-15", "2018-10-16", "2018-10-17", "2018-10-18", "2018-10-19", "2018-10-22", "2018-10-23"]
"""Seven working days; on each 14 events, that is 2 in each of the 7 office hours."""


def office(now: str, **changes: Any) -> Office:
    plain = alerts_office()
    book = replace(
        plain,
        office_hours=((540, 720), (780, 1020)),
        rules={**plain.rules, "A-15": RULES["A-15"].defaults()},
        **changes,
    )
    return Office(book, ANNOUNCED.real(), zone("Asia/Shanghai"), milliseconds(at(now)))


def row(last: str = "2018-10-24 09:00", received: int = 14, days: list[str] = DAYS) -> dict[str, Any]:
    return {
        "source": "s",
        "last": at(last).isoformat(),
        "days": days,
        "received": [received for _ in days],
    }


def test_ten_expected_events_of_two_an_hour_are_five_hours_of_office_time() -> None:
    assert quiet([row()], office("2018-10-24 14:59:59")) == []
    (found,) = quiet([row()], office("2018-10-24 15:00"))

    assert (found.scope.source, found.scope.period) == ("s", "since 2018-10-24")
    assert found.evidence[1].ref == "预期每小时 / expected an hour 2.00, 5.0 h"
    assert quiet([row()], office("2018-10-26 12:00")) == [found]  # later rounds say the same


def test_nights_and_days_off_are_no_silence() -> None:
    friday = row("2018-10-26 16:00", days=[*DAYS, "2018-10-24", "2018-10-25"])

    assert quiet([friday], office("2018-10-28 23:00")) == []
    assert quiet([friday], office("2018-10-29 13:59:59")) == []
    assert len(quiet([friday], office("2018-10-29 14:00"))) == 1


def test_a_busy_source_may_be_silent_for_the_least_hours() -> None:
    assert quiet([row(received=1400)], office("2018-10-24 10:59:59")) == []
    assert len(quiet([row(received=1400)], office("2018-10-24 11:00"))) == 1


def test_of_few_days_nothing_is_learned_and_then_only_the_floor_counts() -> None:
    new = row(days=DAYS[-4:])
    floor = {"s": Source("s", "审批系统", "D", None, 2.0)}

    assert quiet([new], office("2018-11-24 15:00")) == []
    (found,) = quiet([new], office("2018-10-24 15:00", sources=floor))
    assert found.dept_code == "D"


def test_a_floor_above_the_usual_rate_asks_for_more() -> None:
    floor = {"s": Source("s", "审批系统", "D", None, 5.0)}

    assert len(quiet([row()], office("2018-10-24 11:00", sources=floor))) == 1


@pytest.mark.parametrize(("until", "silent"), [("2018-10-24 15:00", 1), ("2018-10-24 15:01", 0)])
def test_a_declared_outage_of_the_source_is_no_silence_while_it_lasts(until: str, silent: int) -> None:
    down = Outage(
        "o", "", ("s",), "升级", "u1", milliseconds(at("2018-10-24 09:30")), milliseconds(at(until))
    )

    assert len(quiet([row()], office("2018-10-24 15:00", outages=(down,)))) == silent
    other = replace(down, sources=("t",))
    assert len(quiet([row()], office("2018-10-24 15:00", outages=(other,)))) == 1


def day(**said: Any) -> list[Finding]:
    told = {"source": "s", "day": "2018-10-23", "counted": 100, "received": 90} | said
    return incomplete([told], office("2018-10-25 09:00", go_live=at("2018-10-20 00:00").toordinal()))


def test_a_day_that_does_not_agree_is_a_finding_and_history_or_no_date_is_none() -> None:
    (found,) = day()

    assert (found.scope.period, found.evidence[0].ref) == (
        "2018-10-23",
        "申报 / counted 100, 收到 / received 90",
    )
    assert day(day="2018-10-19") == []
    assert day(day="yesterday") == []


def test_the_finding_is_a_lead_and_an_alert_to_supervision_and_goes_with_its_cause() -> None:
    plain = alerts_office()
    routes = (*ROUTES, replace(ROUTES[-1], route="data", kinds=frozenset({"data"}), ack_hours=4))
    feed = Feed(replace(plain, routes=routes, rules={**plain.rules, "A-15": RULES["A-15"].defaults()}))
    (found,) = quiet([row()], office("2018-10-24 15:00"))
    feed.subject = found.finding_id
    said: dict[str, Any] = {
        "finding_id": found.finding_id,
        "rule_id": "A-15",
        "scope": {"period": found.scope.period, "source": "s"},
        "evidence": [{"ref": each.ref, "time": each.time.isoformat()} for each in found.evidence],
    }

    feed.event(
        "finding.opened", "2018-10-24 15:10", holds=True, as_of=at("2018-10-24 15:10").isoformat(), **said
    )
    (lead,) = [each["data"] for each in feed.outputs if each["type"] == "lead.open"]
    assert lead["kind"] == "authenticity"
    (alert,) = feed.alerts().values()
    assert (alert["kind"], alert["state"]) == ("data", "open")
    assert [(who, what) for _, who, what in feed.told()] == [("supervision", "new")]

    feed.event(
        "finding.changed", "2018-10-24 16:00", holds=False, as_of=at("2018-10-24 16:00").isoformat(), **said
    )
    (alert,) = feed.alerts().values()
    assert alert["state"] == "withdrawn"
    assert [what for _, _, what in feed.told()] == ["new", "withdrawn"]
