"""The full dossier of an alert's case, over HTTP: whole for who was told, nothing for others, every look logged."""

import json
from types import SimpleNamespace
from typing import Any, cast

from streams.feeds.access import AccessLog
from streams.feeds.acknowledging import alerts_router
from streams.feeds.dossier import Dossiers
from streams.intake.door import Door
from streams.intake.problems import answer_in_problems
from tests.console.hall import KEY, Hall
from tests.console.test_alerts import alert_of


def door(hall: Hall) -> Hall:
    """The hall, with `/alerts` beside its console; it asks the same archive."""
    asked = cast(Door, SimpleNamespace(archive=True, ask_archive=hall.shelf.rows))
    dossiers = Dossiers(asked, AccessLog(KEY, hall._send))
    answer_in_problems(hall.app)
    hall.app.include_router(alerts_router(hall.people, hall.console.desk, dossiers))
    return hall


def look(hall: Hall, who: str, alert_id: str) -> tuple[int, dict[str, Any]]:
    answer = hall.browser(who).get(f"/alerts/{alert_id}/dossier?reason=核查")
    return answer.status_code, answer.json()


def test_who_was_told_gets_everything_known_of_the_case_and_the_look_is_written_down(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case("c-2")
    alert_id = alert_of(door(hall), "c-1")
    hall.looked.clear()

    status, dossier = look(hall, "u06", alert_id)

    assert status == 200
    assert dossier["alert"]["alert_id"] == alert_id
    assert [each["value"]["type"] for each in dossier["events"]] == ["case.accepted"]
    assert {each["data"]["rule_id"] for each in dossier["cards"]} >= {"T-05"}
    assert dossier["tickets"]
    assert "c-2" not in json.dumps(dossier)
    (entry,) = [each for each in hall.looked if each["what"] == "dossier"]
    assert (entry["staff_id"], entry["reason"], entry["outcome"]) == ("u06", "核查", "shown")


def test_another_department_learns_nothing_not_even_whether_there_is_such_an_alert(hall: Hall) -> None:
    hall.late_case("c-1")
    alert_id = alert_of(door(hall), "c-1")
    hall.looked.clear()

    stranger, unknown = look(hall, "u09", alert_id), look(hall, "u09", "alert-0000000000000000")

    assert stranger[0] == unknown[0] == 403
    assert {**stranger[1], "detail": ""} == {**unknown[1], "detail": ""} or "c-1" not in json.dumps(
        stranger[1]
    )
    assert [each["outcome"] for each in hall.looked if each["what"] == "dossier"] == ["refused", "refused"]


def test_where_the_look_cannot_be_written_down_nothing_is_shown(hall: Hall) -> None:
    hall.late_case("c-1")
    alert_id = alert_of(door(hall), "c-1")
    head = hall.browser("u06")
    hall.away.add("kafka")

    answer = head.get(f"/alerts/{alert_id}/dossier?reason=核查")

    assert answer.status_code == 503
    assert "T-05" not in answer.text
