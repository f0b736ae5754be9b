"""What can be chosen at the top of a board."""

from collections.abc import Iterator, Mapping

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard as model

from dashboards.catalogue import ALL, DEFAULTS
from dashboards.grafana.query import CLICKHOUSE, PLUGIN, PROMETHEUS, SOURCE

LABELS: Mapping[str, str] = {
    "region": "地区 Region",
    "department": "部门 Department",
    "item": "事项 Item",
    "person": "人员 Person",
}
CODES: Mapping[str, str] = {
    "region": "SELECT DISTINCT region_code FROM case_states WHERE region_code != '' ORDER BY region_code LIMIT 10000",
    "department": (
        "SELECT DISTINCT dept_code FROM case_states WHERE dept_code != '' AND {region} ORDER BY dept_code LIMIT 10000"
    ),
    "item": (
        "SELECT DISTINCT item_code FROM case_states WHERE item_code != '' AND {department}"
        " ORDER BY item_code LIMIT 10000"
    ),
    "person": (
        "SELECT DISTINCT staff_id FROM (SELECT accepted_by AS staff_id, dept_code FROM case_states"
        " UNION ALL SELECT responsible_staff_id, dept_code FROM latest_cards)"
        " WHERE staff_id != '' AND {department} ORDER BY staff_id LIMIT 10000"
    ),
}
CONSOLE = "http://127.0.0.1:8080/console"
"""Where the console is, until whoever runs Grafana says otherwise."""


def variables(
    chosen: tuple[str, ...], console: str | None, *, measured: bool
) -> Iterator[Builder[model.VariableModel]]:
    """The data source first, as Grafana's linter wants it named; then what is chosen; then what nobody chooses.

    `console`: where links lead, None for a board without any.
    """
    yield dashboard.DatasourceVariable("datasource").label("数据源 Data source").type(CLICKHOUSE)
    if measured:
        yield dashboard.DatasourceVariable("prometheus").label("Prometheus").type(PROMETHEUS)
    for name in chosen:
        yield _codes(name)
    yield dashboard.ConstantVariable("zone").label("时区 Zone").value(DEFAULTS["zone"])
    if console is not None:
        yield dashboard.ConstantVariable("console").label("工作台 Console").value(console)


def _codes(name: str) -> Builder[model.VariableModel]:
    """Several codes or all. A text written by hand is allowed: only codes that are there find anything."""
    query: dict[str, object] = {
        "refId": name,
        "editorType": "sql",
        "format": 1,
        "pluginVersion": PLUGIN,
        "rawSql": variable_sql(name),
    }
    made = dashboard.QueryVariable(name).label(LABELS[name]).datasource(SOURCE).query(query)
    made.definition(variable_sql(name)).refresh(model.VariableRefresh.ON_DASHBOARD_LOAD)
    made.sort(model.VariableSort.DISABLED).multi(True).include_all(True).all_value(ALL)
    return made.current(model.VariableOption(selected=True, text=["All"], value=["$__all"]))


def variable_sql(name: str) -> str:
    """The statement that lists the codes, narrowed by what was chosen before it."""
    return CODES[name].format(
        region=_narrowed("region", "region_code"), department=_narrowed("department", "dept_code")
    )


def _narrowed(name: str, column: str) -> str:
    chosen = f"trim(BOTH '{{}}' FROM decodeURLComponent('${{{name}:percentencode}}'))"
    return f"({chosen} = '{ALL}' OR has(splitByChar(',', {chosen}), {column}))"
