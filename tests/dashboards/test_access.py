"""Who may read what: the text made of the registers, and what a part of the city sees when it holds.

The embedded engine knows no users. So a part's tables are made as its grants and its row policy would leave them: with
the granted columns and the rows of the policy only, and the panels are asked there. Its parser reads every statement.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from dashboards.access import (
    LATEST,
    READ,
    VIEWS,
    WITHHELD,
    Part,
    access_sql,
    columns_granted,
    parts,
    rows_granted,
)
from dashboards.catalogue import Kind, Panel, narrowed, panels
from rules.rulebook import Region, Unit
from sinks.clickhouse import open_for_writing
from sinks.dsn import parse_dsn
from sinks.tables import TABLES
from tests.dashboards.archive import Place, Span

SPAN = Span("2026-08-01T00:00:00+08:00", "2026-11-20T16:30:00+08:00", "2026-11-20T16:30:00+08:00")
UNITS = [
    Unit("A", "局", "430100", None, "审批部门", None),
    Unit("A-1", "分局", "430102", "A", "审批部门", None),
    Unit("A-1-x", "所", "430102", "A-1", "窗口", None),
    Unit("B'\\`", "奇怪", "430100", None, "审批部门", None),
]
REGIONS = [Region("430100", "市", None, "city"), Region("430102", "区", "430100", "county")]
FOR_THE_WHOLE_CITY = {
    "alerts_by_state", "branches_by_department", "counted_days", "dead_letters", "dead_letters_by_day",
    "dead_letters_by_reason", "deliveries", "four_counters", "months", "people", "person_cards", "refused_actions",
    "sources", "unit_scores",
}  # fmt: skip
"""Panels that read members of staff, whole records, or what is no department's; docs/dashboards.md lists them."""


@pytest.fixture(scope="module")
def text() -> str:
    return access_sql("liangpai", parts(UNITS, REGIONS))


@pytest.fixture(scope="module")
def statements(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [line.removesuffix(";") for line in lines]


def test_a_unit_reads_its_own_and_those_below_it_and_a_region_too() -> None:
    assert [(part.user, part.column, part.codes) for part in parts(UNITS, REGIONS)] == [
        ("liangpai_dept_A", "dept_code", ("A", "A-1", "A-1-x")),
        ("liangpai_dept_A-1", "dept_code", ("A-1", "A-1-x")),
        ("liangpai_dept_A-1-x", "dept_code", ("A-1-x",)),
        ("liangpai_dept_B'\\`", "dept_code", ("B'\\`",)),
        ("liangpai_region_430102", "region_code", ("430102",)),
    ]


def test_units_that_stand_above_each_other_in_a_circle_end_where_it_closes() -> None:
    circle = [Unit("A", "", "", "B", "", None), Unit("B", "", "", "A", "", None)]

    assert [part.codes for part in parts(circle, [])] == [("A", "B"), ("A", "B")]


def test_every_statement_is_one_that_clickhouse_can_read(place: Place, statements: list[str]) -> None:
    """formatQuery reads a statement with the engine's own parser, and fails at one that is none."""
    read = "SELECT formatQuery(arrayJoin({statements:Array(String)}))"

    assert len(place.client.query(read, parameters={"statements": statements}).result_rows) == len(statements)
    with pytest.raises(ClickHouseError):
        place.client.query(read, parameters={"statements": [statements[0].replace("readonly", "read only")]})


def test_the_text_is_the_same_each_time_and_holds_no_password(text: str) -> None:
    assert text == access_sql("liangpai", parts(UNITS, REGIONS))
    users = [line for line in text.splitlines() if line.startswith("CREATE USER")]
    assert len(users) == 7
    assert all("IDENTIFIED WITH no_password HOST NONE" in line for line in users)


def test_a_policy_is_written_for_each_part_and_table_with_its_codes_quoted(statements: list[str]) -> None:
    policies = [line for line in statements if line.startswith("CREATE ROW POLICY")]

    assert len(policies) == len(READ) * (len(parts(UNITS, REGIONS)) + 1)
    assert (
        "CREATE ROW POLICY OR REPLACE `liangpai_dept_A-1` ON `liangpai`.`latest_cards`"
        " USING `dept_code` IN ('A-1', 'A-1-x') TO `liangpai_dept_A-1`"
    ) in policies
    assert any(
        "USING `dept_code` IN ('B\\'\\\\') TO" in line or "IN ('B\\'\\\\`')" in line for line in policies
    )


def test_whoever_has_no_part_of_the_city_reads_on_where_policies_are(statements: list[str]) -> None:
    everybody = [line for line in statements if "ROW POLICY OR REPLACE liangpai_all" in line]

    assert len(everybody) == len(READ)
    for line in everybody:
        assert "USING 1 TO ALL EXCEPT `liangpai_dept_A`, " in line
        assert "liangpai_figures" not in line
    assert "EXCEPT" not in access_sql("liangpai", [])


def test_a_part_is_granted_nothing_about_staff_citizens_or_whole_records(statements: list[str]) -> None:
    grants = [line for line in statements if line.startswith("GRANT") and "liangpai_dept_A`" in line]

    assert grants
    for line in grants:
        matched = re.fullmatch(r"GRANT SELECT\((.+)\) ON `liangpai`\.`(\w+)` TO .+", line)
        assert matched, line
        granted = set(re.findall(r"`(\w+)`", matched[1]))
        assert not granted & WITHHELD
        assert "dept_code" in granted
    assert all(
        re.match(r"GRANT SELECT ON .+ TO `liangpai_supervision`$", line)
        for line in statements
        if "`liangpai_supervision`" in line and line.startswith("GRANT")
    )


def test_nobody_reads_sealed_dossiers_or_the_log_of_looks(statements: list[str]) -> None:
    assert not [line for line in statements if "archived_cases" in line or "access_log" in line]


def test_no_column_of_a_table_that_a_part_reads_is_new_and_unconsidered() -> None:
    """A new column is granted by itself: whoever adds one has to think of it here."""
    of = {latest: written for written, latest in LATEST.items()}
    names = {column for table in READ for column in TABLES[of.get(table, table)].columns}
    personal = re.compile(r"staff|hash$|_by$|responsible|person|phone|contact")

    assert {name for name in names if personal.search(name)} - WITHHELD == {
        "contact_due", "contacted", "contacted_at", "found_by", "responsible_dept_code", "rulebook_hash",
        "superseded_by",
    }  # fmt: skip


@pytest.fixture(scope="module")
def part(place: Place) -> Part:
    """The department that has the most cards, as a part of the city."""
    (code,), *_ = place.client.query(
        "SELECT dept_code FROM standing_cards GROUP BY dept_code ORDER BY count() DESC, dept_code LIMIT 1"
    ).result_rows
    return Part(f"liangpai_dept_{code}", "dept_code", (code,), code)


@pytest.fixture(scope="module")
def seen(place: Place, part: Part, engine_folder: Path) -> Iterator[Client]:
    """The archive as the part sees it."""
    base = place.made.address.database
    client = open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=part"))
    listed = place.client.query(
        "SELECT name, if(engine = 'View', as_select, sorting_key)"
        " FROM system.tables WHERE database = {base:String}",
        parameters={"base": base},
    )
    described = {str(row[0]): str(row[1]) for row in listed.result_rows}
    for table in READ:
        version = "" if table == "events" else "revision"
        made = f"CREATE TABLE {table} ENGINE = ReplacingMergeTree({version}) ORDER BY ({described[table]})"
        rows = (
            f"SELECT {', '.join(columns_granted(table))} FROM {base}.{table} FINAL WHERE {rows_granted(part)}"  # noqa: S608
        )
        client.command(f"{made} AS {rows}")
        for view in VIEWS.get(table, ()):
            client.command(f"CREATE VIEW {view} AS {described[view].replace(f'{base}.', 'part.')}")
    yield client
    client.close()
    with closing(open_for_writing(parse_dsn(f"chdb://{engine_folder}?database=default"))) as dropping:
        dropping.command("DROP DATABASE part SYNC")


@pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)
def test_a_part_sees_of_a_panel_what_whoever_sees_all_and_chose_that_part_sees(
    place: Place, part: Part, seen: Client, panel: Panel
) -> None:
    values = panel.query.bind(panel.given(SPAN.choice))
    if panel.name in FOR_THE_WHOLE_CITY:
        with pytest.raises(ClickHouseError):
            seen.query(panel.query.sql, parameters=values)
        return
    found = [tuple(row) for row in seen.query(panel.query.sql, parameters=values).result_rows]
    if panel.by_department:
        mine = place.ask(panel, SPAN, department=narrowed("*", part.codes))
        assert found == [tuple(row.values()) for row in mine]


def test_the_console_narrows_every_panel_that_a_department_may_see(place: Place, part: Part) -> None:
    """Whatever a department's handler asks for: what comes back names no other department."""
    for panel in panels().values():
        if panel.by_department and panel.kind is Kind.TABLE and "dept_code" in panel.columns:
            for chosen in ("*", "430100-FG", ",".join((*part.codes, "430100-FG"))):
                rows = place.ask(panel, SPAN, department=narrowed(chosen, part.codes))
                assert {row["dept_code"] for row in rows} <= set(part.codes), (panel.name, chosen)
