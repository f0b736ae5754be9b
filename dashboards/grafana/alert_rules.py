"""Alert rules of Grafana for whoever watches over the system; people are told of cards by `notify`, not from here."""

from typing import NamedTuple

from dashboards.board_sql import ROWS
from dashboards.catalogue import CODES, DEFAULTS, MOMENT, Panel, panel_named
from dashboards.grafana.query import PLUGIN


class Alert(NamedTuple):
    """Something that is wrong above a figure: a stat panel, or a query of Prometheus, over so many seconds."""

    uid: str
    zh: str
    en: str
    above: float
    waits: str
    panel: str = ""
    measured: str = ""
    span: int = 3600
    severity: str = "warning"


ALERTS = (
    Alert(
        "liangpai-dead-letters",
        "一小时内死信超过一百",
        "More than a hundred dead letters in an hour",
        100,
        "5m",
        panel="dead_letters",
    ),
    Alert(
        "liangpai-overdue-tickets",
        "有整改单超过当前期限",
        "Tickets are past the deadline of their step",
        0,
        "1h",
        panel="overdue_tickets",
    ),
    Alert(
        "liangpai-silent-sources",
        "有来源静默超过三天",
        "A source has been silent for more than three days",
        0,
        "1h",
        panel="silent_sources",
    ),
    Alert(
        "liangpai-archive-down",
        "归档中断",
        "The archive takes nothing",
        0,
        "10m",
        measured="1 - min(liangpai_sink_archive_up)",
        severity="critical",
    ),
    Alert(
        "liangpai-judging-late",
        "判定落后一分钟以上",
        "Judging is more than a minute behind",
        60,
        "5m",
        measured="max(liangpai_oldest_due_age_seconds)",
        severity="critical",
    ),
    Alert(
        "liangpai-lane-stuck",
        "有通道停滞五分钟以上",
        "A lane has stood still for more than five minutes",
        300,
        "5m",
        measured="max(liangpai_lane_progress_age_seconds)",
        severity="critical",
    ),
    Alert(
        "liangpai-alerts-parked",
        "有提醒搁置",
        "Alerts lie parked",
        0,
        "15m",
        measured="sum(liangpai_notify_parked_now)",
    ),
)

_HEAD = """\
# Written by `make dashboards` from dashboards/grafana/alert_rules.py; a change here is lost.
apiVersion: 1
groups:
  - orgId: 1
    name: liangpai
    folder: 亮牌
    interval: 1m
    rules:
"""
_RULE = """\
      - uid: {uid}
        title: {zh} {en}
        condition: above
        for: {waits}
        noDataState: {no_data}
        execErrState: Error
        labels:
          severity: {severity}
        annotations:
          summary: {zh} / {en}
        data:
          - refId: figure
            relativeTimeRange:
              from: {span}
              to: 0
            datasourceUid: {source}
            model:
{model}
          - refId: above
            datasourceUid: __expr__
            model:
              refId: above
              type: threshold
              expression: figure
              conditions:
                - evaluator:
                    type: gt
                    params:
                      - {above:g}
"""
_STATEMENT = """\
              refId: figure
              editorType: sql
              format: 1
              pluginVersion: {plugin}
              rawSql: |
{sql}"""
_MEASURED = """\
              refId: figure
              instant: true
              expr: {expr}"""


def alert_rules() -> str:
    """The provisioning file."""
    return _HEAD + "".join(_rule(alert) for alert in ALERTS)


def alert_sql(panel: Panel) -> str:
    """A panel over the whole city: an alert has no variables, only macros that the back end knows."""
    timed = MOMENT.sub(lambda found: _MOMENTS[found.group(1)], panel.sql)
    for name in (*CODES, "zone"):
        timed = timed.replace(f"{{{name}:String}}", f"'{DEFAULTS[name]}'")
    one = ", ".join(panel.columns[:1])
    return f"SELECT {one}\nFROM (\n{timed.replace('{limit:UInt32}', str(ROWS))}\n)\nLIMIT 1"


_MOMENTS = {"since": "$__fromTime_ms", "until": "$__toTime_ms", "now": "now64(3)"}


def _rule(alert: Alert) -> str:
    return _RULE.format(
        **alert._asdict(),
        source="liangpai-supervision" if alert.panel else "liangpai-prometheus",
        no_data="OK" if alert.panel else "NoData",
        model=_model(alert),
    )


def _model(alert: Alert) -> str:
    """A stat panel's answer is one row with one figure, as a threshold wants it."""
    if alert.measured:
        return _MEASURED.format(expr=alert.measured)
    sql = alert_sql(panel_named(alert.panel))
    indented = "\n".join(f"                {line}" for line in sql.splitlines())
    return _STATEMENT.format(plugin=PLUGIN, sql=indented)
