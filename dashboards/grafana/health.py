"""The board of system health: what the processes tell Prometheus, beside what the archive shows of their work."""

from typing import NamedTuple

from grafana_foundation_sdk.builders import common, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as kinds

from dashboards.boards import Board, Place, Row
from dashboards.grafana.query import MEASURED


class Gauge(NamedTuple):
    """A figure of Prometheus: what it means, the query, the name of a series, the unit; one number or over time."""

    zh: str
    en: str
    means_zh: str
    means_en: str
    query: str
    series: str
    unit: str
    now: bool = False


GAUGES = {
    "up": Gauge(
        "运行中的进程",
        "Processes up",
        "能应答的进程数。",
        "Processes that answer.",
        'sum(up{job=~"liangpai.*"})',
        "",
        "short",
        now=True,
    ),
    "archive_up": Gauge(
        "归档",
        "Archive",
        "1：ClickHouse 收下了最近一批；0：没有。",
        "1: ClickHouse took the last batch; 0: it did not.",
        "min(liangpai_sink_archive_up)",
        "",
        "short",
        now=True,
    ),
    "oldest_due": Gauge(
        "最久未处理的到期",
        "Oldest due moment",
        "最早一个已到而未处理的时刻，距今多久。",
        "How long the oldest unprocessed due moment has been due.",
        "max(liangpai_oldest_due_age_seconds)",
        "",
        "s",
        now=True,
    ),
    "broker": Gauge(
        "Kafka 应答",
        "Kafka",
        "距代理最近一次应答多久。",
        "Seconds since the broker answered.",
        "max(liangpai_broker_answer_age_seconds)",
        "",
        "s",
        now=True,
    ),
    "lag": Gauge(
        "积压",
        "Records waiting",
        "尚未处理的记录，按主题；归档尚未读的另列。",
        "Records not handled yet, by topic; those the sink has not read apart.",
        "sum by (topic) (liangpai_lag)"
        ' or label_replace(sum(liangpai_sink_lag_records), "topic", "sink", "", "")',
        "{{topic}}",
        "short",
    ),
    "events": Gauge(
        "处理速度",
        "Events taken",
        "每秒处理的记录，按结果。",
        "Records handled a second, by outcome.",
        "sum by (outcome) (rate(liangpai_events_total[$__rate_interval]))",
        "{{outcome}}",
        "ops",
    ),
    "progress": Gauge(
        "通道停滞",
        "Lanes standing still",
        "每条通道距上次推进多久，最久的几条。",
        "Seconds since a lane last got on, the longest.",
        "topk(5, max by (partition) (liangpai_lane_progress_age_seconds))",
        "{{partition}}",
        "s",
    ),
    "lateness": Gauge(
        "到期处理延迟",
        "Lateness of due moments",
        "从到期时刻到写出结果，第99百分位。",
        "From a due moment to what came of it, 99th percentile.",
        "histogram_quantile(0.99, sum by (le) (rate(liangpai_due_lateness_seconds_bucket[$__rate_interval])))",
        "p99",
        "s",
    ),
    "turns": Gauge(
        "一轮用时",
        "Time of a turn",
        "每轮（含事务）用时，第99百分位。",
        "Time of a turn, its transaction included, 99th percentile.",
        "histogram_quantile(0.99, sum by (le) (rate(liangpai_turn_seconds_bucket[$__rate_interval])))",
        "p99",
        "s",
    ),
    "intake": Gauge(
        "接入",
        "Intake",
        "每秒经 HTTP 接收和拒绝的事件。",
        "Events a second taken and refused over HTTP.",
        'label_replace(sum(rate(liangpai_intake_accepted_total[$__rate_interval])), "what", "accepted", "", "")'
        ' or label_replace(sum(rate(liangpai_intake_refused_total[$__rate_interval])), "what", "refused", "", "")',
        "{{what}}",
        "ops",
    ),
    "notify": Gauge(
        "待送提醒",
        "Alerts waiting",
        "每个接收方尚未送达的提醒，和搁置的。",
        "Alerts by receiver not delivered yet, and those parked.",
        "sum by (receiver) (liangpai_notify_waiting) + sum by (receiver) (liangpai_notify_parked_now)",
        "{{receiver}}",
        "short",
    ),
    "set_aside": Gauge(
        "来源连续被拒",
        "Sources set aside",
        "最近的记录全部成为死信的来源。",
        "Sources whose last records all became dead letters.",
        "max by (source) (liangpai_source_set_aside) > 0",
        "{{source}}",
        "short",
    ),
}

HEALTH = Board(
    "liangpai-health",
    "系统运行",
    "System health",
    "各进程是否正常，积压多少，归档和送达是否跟得上。",
    "Whether the processes work, what waits, and whether archive and delivery keep up.",
    (),
    (
        Row("现在", "Now", tuple(Place(name, 6, 4) for name in ("up", "archive_up", "oldest_due", "broker"))),
        Row(
            "判定",
            "Judging",
            tuple(
                Place(name, 12, 8) for name in ("lag", "events", "progress", "lateness", "turns", "intake")
            ),
        ),
        Row(
            "送达",
            "Delivery",
            (
                Place("notify", 12, 8),
                Place("set_aside", 12, 8),
                Place("alerts_by_state", 12, 8),
                Place("deliveries", 12, 8),
            ),
        ),
        Row("归档", "Archive", (Place("records_by_day", 12, 8), Place("refused_actions", 12, 8))),
    ),
    since="now-24h",
)


def measured(gauge: Gauge) -> stat.Panel | timeseries.Panel:
    """A figure of Prometheus as a panel."""
    query = (
        prometheus.Dataquery().ref_id("A").expr(gauge.query).datasource(MEASURED).legend_format(gauge.series)
    )
    made = _now() if gauge.now else _over_time()
    made.title(f"{gauge.zh} {gauge.en}").description(f"{gauge.means_zh}\n\n{gauge.means_en}")
    made.datasource(MEASURED).unit(gauge.unit)
    return made.with_target(query.instant() if gauge.now else query.range())


def _now() -> stat.Panel:
    reduced = common.ReduceDataOptions().values(False).calcs(["lastNotNull"])
    return stat.Panel().graph_mode(kinds.BigValueGraphMode.NONE).reduce_options(reduced).no_value("–")


def _over_time() -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(True).placement(kinds.LegendPlacement.BOTTOM)
    return timeseries.Panel().min(0).legend(legend.display_mode(kinds.LegendDisplayMode.LIST).calcs([]))
