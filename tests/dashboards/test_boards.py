"""Grafana's boards: current, of the right types, free of known traps; and faults that are planted are found."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from dashboards.board_sql import board_sql
from dashboards.boards import BOARDS
from dashboards.catalogue import DEFAULTS, panels
from dashboards.grafana import generate
from dashboards.grafana.alert_rules import ALERTS, alert_sql
from dashboards.grafana.health import GAUGES, HEALTH
from dashboards.grafana.lint import complaints, shown
from dashboards.grafana.strict import problems
from dashboards.grafana.variables import CODES, variable_sql
from sinks import metrics as sink_metrics
from sinks.delivery import metrics as notify_metrics
from streams.intake.metrics import IntakeMetrics
from streams.worker.metrics import Metrics
from tests.dashboards.archive import Place, Span

NOW = Span("2026-10-01T00:00:00+08:00", "2026-11-20T16:30:00+08:00", "2026-11-20T16:30:00+08:00")
TITLES = [board.uid for board in (*BOARDS, HEALTH)]


@cache
def texts() -> dict[str, str]:
    return generate.written()


def board(uid: str) -> dict[str, Any]:
    """A fresh copy of a board."""
    (found,) = [text for name, text in texts().items() if name.endswith(f"/{uid}.json")]
    made: dict[str, Any] = json.loads(found)
    return made


def test_the_committed_files_are_what_the_catalogue_says() -> None:
    assert generate.main(["--check"]) == 0


def test_a_file_that_is_stale_missing_or_made_by_nobody_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.main(["--out", str(tmp_path)])
    city = tmp_path / "dashboards/liangpai/liangpai-city.json"
    city.write_text(city.read_text("utf-8").replace("在办", "在辦"), encoding="utf-8")
    (tmp_path / "dashboards/liangpai/liangpai-leads.json").unlink()
    (tmp_path / "dashboards/liangpai/old.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()

    assert generate.main(["--check", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert re.findall(r"(\w[\w-]*\.json): not what", said) == [
        "liangpai-city.json",
        "liangpai-leads.json",
        "old.json",
    ]


def test_every_board_that_was_asked_for_is_there() -> None:
    asked = "city limits procedure ratings department item person composite data leads assessment health"
    assert {f"liangpai-{name}" for name in asked.split()} == set(TITLES)


def test_every_panel_of_the_catalogue_stands_on_a_board() -> None:
    placed = {place.panel for each in (*BOARDS, HEALTH) for row in each.rows for place in row.places}

    assert placed == panels().keys() | GAUGES.keys()


@pytest.mark.parametrize("uid", TITLES)
def test_a_board_is_of_grafanas_types_and_has_no_known_fault(uid: str) -> None:
    assert [*problems(board(uid)), *complaints(board(uid))] == []


def plant(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set what lies at a path such as `panels/1/title`; a value of None takes it away."""

    def put(made: dict[str, Any]) -> None:
        *way, last = path.split("/")
        place: Any = made
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if value is None:
            place.pop(last)
        else:
            place[int(last) if isinstance(place, list) else last] = value

    return put


def in_sql(before: str, after: str) -> Callable[[dict[str, Any]], None]:
    """Change the statement of the first panel that has this text."""

    def put(made: dict[str, Any]) -> None:
        targets = [
            target for panel in shown(made) for target in panel["targets"] if before in target["rawSql"]
        ]
        targets[0]["rawSql"] = targets[0]["rawSql"].replace(before, after, 1)

    return put


DEPARTMENT = "decodeURLComponent('${department:percentencode}')"
FAULTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a strange key at the top": (plant("colour", "red"), "/colour: Dashboard has no such key"),
    "a strange key in an option": (
        plant("panels/1/options/shine", 1),
        "/panels/1/options/shine: Options has no",
    ),
    "a strange key in a custom field": (
        plant("panels/15/fieldConfig/defaults/custom/drawstyle", "bars"),
        "drawstyle: GraphFieldConfig has no such key",
    ),
    "a strange key in a link": (
        plant("panels/3/links/0/target", "_blank"),
        "links/0/target: DashboardLink has no",
    ),
    "a strange key in a threshold": (
        plant("panels/4/fieldConfig/defaults/thresholds/steps/0/colour", "red"),
        "steps/0/colour: Threshold has no",
    ),
    "a value of an enumeration that is none": (plant("panels/1/options/graphMode", "lines"), "found 'lines'"),
    "a text for a number": (plant("panels/1/gridPos/w", "4"), "/panels/1/gridPos/w: found '4'"),
    "a property of an override that is none": (
        plant("panels/-1/fieldConfig/overrides/0/properties/0/id", "displayname"),
        "found the property 'displayname'",
    ),
    "a drawing that is none": (plant("panels/1/type", "stats"), "/panels/1/type: found 'stats'"),
    "two panels of one id": (plant("panels/2/id", 2), "panels: 2 have the id 2"),
    "no id": (plant("panels/2/id", None), "panels: one has no id"),
    "a panel over another": (plant("panels/2/gridPos/x", 1), "lies over panel"),
    "a panel outside": (plant("panels/1/gridPos/w", 25), "does not stand inside"),
    "no title": (plant("panels/1/title", " "), "no title"),
    "no description": (plant("panels/1/description", None), "no description"),
    "no unit": (plant("panels/1/fieldConfig/defaults/unit", None), "found the unit None"),
    "a unit Grafana has not": (
        plant("panels/1/fieldConfig/defaults/unit", "cases"),
        "found the unit 'cases'",
    ),
    "a stat that shows nothing": (plant("panels/1/options/reduceOptions/calcs", []), "(calcs)"),
    "bars that begin anywhere": (plant("panels/17/fieldConfig/defaults/min", None), "no min is set"),
    "thresholds that begin with a figure": (
        plant("panels/4/fieldConfig/defaults/thresholds/steps/0/value", 0),
        "its thresholds do not rise",
    ),
    "days from midnight UTC": (
        in_sql("$__fromTime_ms", "$__timeInterval(x)"),
        "found the macro $__timeInterval",
    ),
    "a date of the server's zone": (
        in_sql("$__fromTime_ms", "$__dateFilter(x)"),
        "found the macro $__dateFilter",
    ),
    "a bare variable": (in_sql(DEPARTMENT, "$department"), "the variable department goes in unescaped"),
    "a variable quoted by hand": (
        in_sql(DEPARTMENT, "'${department}'"),
        "the variable department goes in unescaped",
    ),
    "a variable that a backslash ends": (
        in_sql(DEPARTMENT, "${department:singlequote}"),
        "the variable department goes in unescaped",
    ),
    "a variable in the old way": (
        in_sql(DEPARTMENT, "'[[department]]'"),
        "the variable department goes in unescaped",
    ),
    "a comment": (in_sql("SELECT", "-- all\nSELECT"), "holds a comment"),
    "a query of the old model": (plant("panels/1/targets/0/queryType", "sql"), "found the keys"),
    "an old plugin": (plant("panels/1/targets/0/pluginVersion", "3.3.0"), "of its old model"),
    "a table as time series": (plant("panels/-1/targets/0/format", 0), "found format 0"),
    "no query": (plant("panels/1/targets", []), "asks nothing"),
    "a data source of its own": (
        plant("panels/1/datasource/uid", "abc"),
        "expected one of the board's variables",
    ),
    "a variable that is not there": (plant("templating/list/1/name", "area"), "region is used and not there"),
    "no data source to choose": (plant("templating/list/0/name", "source"), "no variable datasource"),
    "a link out of the house": (plant("panels/3/links/0/url", "https://example.org/"), "leads out of here"),
    "a link nowhere": (plant("panels/3/links/0/url", "/d/other"), "found the link '/d/other'"),
    "a link by a column that is none": (
        plant("panels/3/links/0/url", "${console}/cards/${__data.fields.card:percentencode}"),
        "names the column card,",
    ),
    "a column unescaped in a link": (
        plant("panels/3/links/0/url", "${console}/x/${__data.fields.value}"),
        "value goes into a link unescaped",
    ),
    "an override about no column": (
        plant("panels/-1/fieldConfig/overrides/0/matcher/options", "department"),
        "an override is about 'department'",
    ),
    "a board that can be edited": (plant("editable", True), "a change by hand would be lost"),
    "days of each browser": (plant("timezone", ""), "days would be those of each browser"),
    "persons for everybody": (plant("panels/-1/title", "各工作人员 Staff"), "names members of staff"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_planted_is_found(fault: str) -> None:
    put, said = FAULTS[fault]
    made = board("liangpai-city")
    put(made)

    found = [*problems(made), *complaints(made)]
    assert [each for each in found if said in each], found


def expanded(sql: str, span: Span, **chosen: str | list[str]) -> str:
    """A statement as ClickHouse gets it: variables as Grafana writes them, then the macros of the plugin."""

    def encoded(name: str) -> str:
        value = chosen.get(name, DEFAULTS.get(name, ""))
        text = "{" + ",".join(value) + "}" if isinstance(value, list) else value
        return "".join(f"%{byte:02X}" for byte in text.encode())

    placed = re.sub(r"\$\{(\w+):percentencode\}", lambda found: encoded(found.group(1)), sql)
    for macro, moment in (
        ("$__fromTime_ms", span.since),
        ("$__toTime_ms", span.until),
        ("now64(3)", span.now),
    ):
        placed = placed.replace(macro, f"fromUnixTimestamp64Milli({round(moment.timestamp() * 1000)})")
    assert "$" not in placed
    return placed


def answer(place: Place, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in place.client.query(sql).result_rows]


@pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)
def test_what_a_board_asks_has_the_answer_that_the_console_gets(place: Place, panel: Any) -> None:
    rows = [tuple(row.values()) for row in place.ask(panel, NOW)]

    assert answer(place, expanded(board_sql(panel), NOW)) == rows


def test_several_departments_one_and_none_are_chosen_as_grafana_writes_them(place: Place) -> None:
    panel = panels()["departments"]
    every = answer(place, expanded(board_sql(panel), NOW))
    two = [every[0][0], every[1][0]]

    assert answer(place, expanded(board_sql(panel), NOW, department=two)) == every[:2]
    assert answer(place, expanded(board_sql(panel), NOW, department=two[:1])) == every[:1]
    assert answer(place, expanded(board_sql(panel), NOW, department=["nobody"])) == []


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "\\", "\\' OR 1=1 --", "${zone}", "') UNION ALL SELECT 1 --"]
)
def test_nothing_that_a_url_puts_into_a_variable_ends_its_text(place: Place, text: str) -> None:
    assert answer(place, expanded(board_sql(panels()["open_cases"]), NOW, department=[text])) == [(0,)]


@pytest.mark.parametrize("name", CODES)
def test_a_variable_lists_codes_that_are_there(place: Place, name: str) -> None:
    listed = [row[0] for row in answer(place, expanded(variable_sql(name), NOW))]

    assert listed
    assert listed == sorted(set(listed))
    one = panels()["people" if name == "person" else "departments"]
    assert answer(place, expanded(board_sql(one), NOW, **{name: listed[:1]}))


def test_an_alert_asks_for_one_figure_with_no_variable(place: Place) -> None:
    for alert in ALERTS:
        if alert.panel:
            sql = alert_sql(panels()[alert.panel])
            assert "${" not in sql
            ((figure,),) = answer(place, expanded(sql, NOW))
            assert figure == place.ask(panels()[alert.panel], NOW)[0]["value"]


def names_measured() -> Iterator[str]:
    """Every name that a process of ours tells Prometheus."""
    registry = CollectorRegistry()
    sink_metrics.declare(registry)
    notify_metrics.declare(registry)
    for each in (registry, Metrics().registry, IntakeMetrics().registry):
        for family in each.collect():
            yield family.name
            yield from (f"{family.name}{end}" for end in ("_total", "_bucket", "_count", "_sum"))


def test_boards_and_alerts_ask_prometheus_only_for_what_our_processes_tell_it() -> None:
    queries = [*(gauge.query for gauge in GAUGES.values()), *(alert.measured for alert in ALERTS)]
    asked = {name for query in queries for name in re.findall(r"liangpai_\w+", query)}

    assert asked
    assert asked <= set(names_measured())


def provisioned(name: str) -> Any:
    return yaml.safe_load(texts()[f"provisioning/{name}/liangpai.yaml"])


def test_grafana_is_set_up_from_files_that_fit_one_another() -> None:
    sources = {each["uid"]: each for each in provisioned("datasources")["datasources"]}
    folders = {each["options"]["path"].rsplit("/", 1)[1] for each in provisioned("dashboards")["providers"]}
    rules = provisioned("alerting")["groups"][0]["rules"]

    assert folders == {name.split("/")[1] for name in texts() if name.startswith("dashboards/")}
    assert {query["datasourceUid"] for rule in rules for query in rule["data"]} <= sources.keys() | {
        "__expr__"
    }
    assert [rule["uid"] for rule in rules] == [alert.uid for alert in ALERTS]
    for rule in rules:
        assert rule["condition"] in {query["refId"] for query in rule["data"]}
    for each in sources.values():
        password = each.get("secureJsonData", {}).get("password", "$")
        assert password.startswith("$")


def test_the_console_can_be_elsewhere(tmp_path: Path) -> None:
    generate.main(["--out", str(tmp_path), "--console", "https://console.example.gov.cn"])

    made = json.loads((tmp_path / "dashboards/liangpai/liangpai-city.json").read_text("utf-8"))
    (console,) = [each for each in made["templating"]["list"] if each["name"] == "console"]
    assert console["query"] == "https://console.example.gov.cn"
    assert made != board("liangpai-city")
