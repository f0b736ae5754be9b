"""access.sql on a real ClickHouse server: only where LIANGPAI_TEST_CLICKHOUSE names one to administer.

It makes users, policies and a database of its own, and takes them away again.
"""

import os
from collections.abc import Iterator
from contextlib import closing

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from dashboards.access import FIGURES, SUPERVISION, Part, access_sql
from dashboards.catalogue import narrowed, panels
from sinks.dsn import parse_dsn
from tests.assessment.archived import archived, folder_of
from tests.dashboards.archive import Place, Span
from tests.dashboards.test_access import FOR_THE_WHOLE_CITY
from tests.simulation.trial import simulated

SERVER = os.environ.get("LIANGPAI_TEST_CLICKHOUSE", "")
DATABASE, PASSWORD = "liangpai_access_test", "for-this-test-only"
SPAN = Span("2026-08-01T00:00:00+08:00", "2026-11-20T16:30:00+08:00", "2026-11-20T16:30:00+08:00")
DEPARTMENT = Part("liangpai_dept_430100-ZJ", "dept_code", ("430100-ZJ",), "ZJ")

pytestmark = pytest.mark.skipif(not SERVER, reason="LIANGPAI_TEST_CLICKHOUSE names no server to administer")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A city in a database of the server, with its users."""
    address = parse_dsn(f"{SERVER.rstrip('/')}/{DATABASE}")
    city = simulated(folder_of(tmp_path_factory.mktemp("server"), 2), cases=250, seed=2)
    made = archived(city, address)
    with closing(clickhouse_connect.get_client(dsn=address.dsn, database=DATABASE)) as client:
        for line in access_sql(DATABASE, [DEPARTMENT]).splitlines():
            if not line.startswith("--"):
                client.command(line.removesuffix(";"))
        for user in (SUPERVISION, FIGURES, DEPARTMENT.user):
            client.command(f"ALTER USER `{user}` IDENTIFIED BY '{PASSWORD}' HOST ANY")
        yield Place(city, made, client)
        client.command(f"DROP DATABASE {DATABASE} SYNC")
        client.command(f"DROP USER `{SUPERVISION}`, `{FIGURES}`, `{DEPARTMENT.user}`")
        client.command("DROP SETTINGS PROFILE liangpai_reading")


def as_user(user: str) -> Client:
    host = parse_dsn(f"{SERVER.rstrip('/')}/{DATABASE}").dsn.split("@")[-1].split("//")[-1].split("/")[0]
    name, _, port = host.partition(":")
    return clickhouse_connect.get_client(
        host=name, port=int(port or 8123), username=user, password=PASSWORD, database=DATABASE
    )


def test_a_department_sees_its_rows_of_every_panel_it_may_ask(served: Place) -> None:
    with closing(as_user(DEPARTMENT.user)) as client:
        for panel in panels().values():
            values = panel.query.bind(panel.given(SPAN.choice))
            if panel.name in FOR_THE_WHOLE_CITY:
                with pytest.raises(ClickHouseError):
                    client.query(panel.query.sql, parameters=values)
                continue
            found = [tuple(row) for row in client.query(panel.query.sql, parameters=values).result_rows]
            if panel.by_department:
                mine = served.ask(panel, SPAN, department=narrowed("*", DEPARTMENT.codes))
                assert found == [tuple(row.values()) for row in mine], panel.name


REFUSED = (
    "SELECT responsible_staff_id FROM current_cards",
    "SELECT data FROM latest_cards",
    "SELECT value FROM events",
    "SELECT * FROM access_log",
    "INSERT INTO leads (id) VALUES ('x')",
    "SELECT * FROM url('http://127.0.0.1/', CSV)",
)


def test_what_is_not_granted_is_refused(served: Place) -> None:
    for user in (FIGURES, DEPARTMENT.user):
        with closing(as_user(user)) as client:
            for sql in REFUSED:
                with pytest.raises(ClickHouseError):
                    client.query(sql)


def test_supervision_sees_what_the_administrator_sees(served: Place) -> None:
    panel = panels()["departments"]
    with closing(as_user(SUPERVISION)) as client:
        found = client.query(panel.query.sql, parameters=panel.query.bind(panel.given(SPAN.choice)))

    assert [tuple(row) for row in found.result_rows] == [
        tuple(row.values()) for row in served.ask(panel, SPAN)
    ]
