"""`liangpai grafana`: the boards of an office, with its names, and files that fit one another."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from dashboards.grafana.lint import complaints, shown
from dashboards.grafana.strict import problems
from dashboards.office_boards import of_office, shipped
from streams.cli import app
from tests.dashboards.archive import Place
from tests.dashboards.test_boards import NOW, answer, expanded

ODD = {"dept_code": {"430100-ZJ": "a'b\\ $x ${zone} -- /* 局", "B'": "乙"}}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("office") / "grafana"
    address = "https://console.example/console/"
    words = ["promise-legal", "--out", str(out), "--console", address, "--database", "archive"]
    done = CliRunner().invoke(app, ["grafana", *words])
    assert done.exit_code == 0, done.output
    return out


def boards(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("dashboards/*/*.json"))]


def test_every_file_that_ships_is_written_and_the_boards_have_no_known_fault(written: Path) -> None:
    there = {file.relative_to(written) for file in written.rglob("*") if file.is_file()}

    assert there == {path for path, _ in shipped()} | {
        Path("access.sql"),
        Path("provisioning/datasources/parts.yaml"),
    }
    for board in boards(written):
        assert [*problems(board), *complaints(board)] == []


def test_codes_have_names_wherever_they_are_shown_and_links_lead_to_the_console(written: Path) -> None:
    (city,) = [board for board in boards(written) if board["uid"] == "liangpai-city"]
    (table,) = [panel for panel in shown(city) if panel["title"].startswith("各部门")]
    (column,) = [
        each for each in table["fieldConfig"]["overrides"] if each["matcher"]["options"] == "dept_code"
    ]
    (mapping,) = [each["value"][0]["options"] for each in column["properties"] if each["id"] == "mappings"]
    variables = {each["name"]: each for each in city["templating"]["list"]}

    assert mapping["430100-ZJ"]["text"] == "示例市住房和城乡建设局"
    assert variables["console"]["query"] == "https://console.example/console"
    assert "示例市住房和城乡建设局" in variables["department"]["query"]["rawSql"]


def test_users_of_the_data_sources_are_those_that_the_file_makes(written: Path) -> None:
    sql = (written / "access.sql").read_text("utf-8")
    sources = [
        each
        for file in written.glob("provisioning/datasources/*.yaml")
        for each in yaml.safe_load(file.read_text("utf-8"))["datasources"]
        if each["type"] != "prometheus"
    ]

    users = {each["jsonData"]["username"] for each in sources}
    assert users >= {"liangpai_supervision", "liangpai_dept_430100-ZJ", "liangpai_region_430102"}
    assert {each["jsonData"]["defaultDatabase"] for each in sources} == {"archive"}
    assert "GRANT SELECT ON `archive`.`cards` TO" in sql
    assert all(f"CREATE USER IF NOT EXISTS `{user}` " in sql for user in users)
    assert len({each["uid"] for each in sources}) == len(sources)
    assert all(len(each["uid"]) <= 40 for each in sources)


def test_a_name_with_any_sign_is_a_label_and_nothing_else(place: Place) -> None:
    (text,) = [text for path, text in shipped() if path.name == "liangpai-city.json"]
    board = json.loads(of_office(text, ODD, "http://console"))
    (variable,) = [each for each in board["templating"]["list"] if each["name"] == "department"]
    labels = dict(answer(place, expanded(variable["query"]["rawSql"], NOW)))

    assert [*problems(board), *complaints(board)] == []
    assert labels["430100-ZJ"] == f"{ODD['dept_code']['430100-ZJ']} 430100-ZJ"
    assert labels["430100-FG"] == "430100-FG"
